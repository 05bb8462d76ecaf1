import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/books";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagOf } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/http/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { ServiceEnv, ServiceVariables } from "@allokoli/shared/http/service";
import { isSameJson, type ResourceRow } from "@allokoli/shared/mirror/resource";
import { commitChange, commitCreation, commitDeletion } from "@allokoli/shared/mirror/resource-commits";
import { isDevelopment, type Env } from "../env.ts";
import { requireGoodFunction } from "./check.ts";
import * as contract from "./contract.ts";
import type { UpdateFunction } from "./contract.ts";
import { dryRun } from "./dry-run.ts";
import { functionMirror } from "./mirror.ts";
import { keepSettings, sealSettings, toWanted, type KeptFunction } from "./settings.ts";
import * as store from "./store.ts";
import { functionStore, toFunction } from "./store.ts";

type App = ServiceEnv<Env>;
/** What a request has at hand: its environment and what the middleware put there. */
type Scope = { env: Env; var: ServiceVariables };

export function routeFunctions(app: OpenAPIHono<App>): void {
  app.openapi(contract.listFunctions, async (c) => {
    const { limit, cursor, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), search };
    const rows = await tenant.read((tx) => functionStore.list(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toFunction, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createFunction, middleware: [idempotent] as const }), async (c) => {
    const given = c.req.valid("json");
    requireGoodFunction(given, { development: isDevelopment(c.env) });
    const { tenant, database, creationId: id } = c.var;
    const { orgId } = tenant;
    const { name, kept, secrets } = await toWanted(sealing(c), orgId, given);
    const books = functionStore.books(database, orgId);
    await mirrorOf(c).change((leaseUntil) =>
      commitCreation(tenant, functionStore, books, {
        id,
        name,
        settings: kept,
        isMirrored: true,
        leaseUntil,
        author: authorOf(c),
        check: async (tx) => {
          await store.requireFreeName(tx, orgId, id, name);
          await store.requireReferences(tx, orgId, kept.settings);
        },
        also: (tx) => store.insertSecrets(tx, orgId, id, secrets),
      }),
    );
    const row = await requireFunction(c, id);
    return c.json(toFunction(row), 201, etag(row));
  });

  app.openapi(contract.getFunction, async (c) => {
    const row = await requireFunction(c, c.req.valid("param").id);
    return c.json(toFunction(row), 200, etag(row));
  });

  app.openapi(contract.updateFunction, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const decide = await changeOf(c, c.req.valid("json"));
    await mirrorOf(c).change((leaseUntil) =>
      commitChange(c.var.tenant, functionStore, { id, ifMatch, leaseUntil, author: authorOf(c), decide }),
    );
    const row = await requireFunction(c, id);
    return c.json(toFunction(row), 200, etag(row));
  });

  app.openapi(contract.deleteFunction, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const deletion = { id, ifMatch, author: authorOf(c), requireUnused: store.requireUnused };
    await mirrorOf(c).remove(() => commitDeletion(c.var.tenant, functionStore, deletion));
    return c.body(null, 204);
  });

  app.openapi(contract.testFunction, async (c) => {
    const { tenant } = c.var;
    // It asks the outside with the organization's secrets: it takes the role that may change things, and stands in the books.
    const row = await tenant.write("member", async (tx) => {
      const found = await functionStore.find(tx, tenant.orgId, c.req.valid("param").id);
      if (found === undefined) throw notFound("function");
      await store.recordTry(tx, found, authorOf(c));
      return found;
    });
    return c.json(await dryRun(c, row, c.req.valid("json").arguments), 200);
  });
}

/** What a PATCH makes of the row that it finds. Secrets are sealed before the transaction. */
async function changeOf(c: Scope, change: UpdateFunction) {
  requireGoodFunction(change, { development: isDevelopment(c.env) });
  const { orgId } = c.var.tenant;
  const given = change.settings && (await sealSettings(sealing(c), orgId, change.settings));
  return async (tx: Tx, row: ResourceRow) => {
    const before = functionStore.settingsOf(row);
    if (given !== undefined && given.settings.kind !== before.settings.kind) throw KIND_STAYS;
    const fresh = given?.secrets ?? [];
    const settings = given === undefined ? before.settings : keepSettings(given.settings, fresh, before.settings);
    const name = change.name ?? row.name;
    const kept: KeptFunction = { description: change.description ?? before.description, settings };
    const isSame = name === row.name && isSameJson(before, kept);
    // What failed is tried again even as it is.
    if (isSame && row.syncState !== "failed") return undefined;
    await store.requireFreeName(tx, orgId, row.id, name);
    await store.requireReferences(tx, orgId, settings);
    await store.changeSecrets(tx, row, { before: before.settings, after: settings }, fresh);
    return { name, settings: kept, isMirrored: true };
  };
}

const KIND_STAYS = new Problem("validation_failed", {
  errors: [{ path: "settings.kind", message: "stays what it is: make another function" }],
});

async function requireFunction(c: Scope, id: string): Promise<ResourceRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => functionStore.find(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("function");
  return row;
}

const sealing = (c: Scope) => requireEnv(c.env, ["CREDENTIALS_KEY"]);
const mirrorOf = (c: Scope) => functionMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
const etag = (row: ResourceRow) => ({ ETag: etagOf(row.revision) });
