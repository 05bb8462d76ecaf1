import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagHeader } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import type { Env } from "../env.ts";
import { requireGoodFunction, withNumbers } from "./check.ts";
import * as contract from "./contract.ts";
import type { UpdateFunction } from "./contract.ts";
import { insertFirst } from "../tool-secrets/store.ts";
import { newSecret, rotateSecret } from "../tool-secrets/secrets.ts";
import { functionMirror } from "./mirror.ts";
import { keepSettings, sealSettings, toDesired, type KeptFunction } from "./settings.ts";
import * as store from "./store.ts";
import { functionResource, toFunction, type FunctionRow } from "./store.ts";

type App = ServiceEnv<Env>;

export function routeFunctions(app: OpenAPIHono<App>): void {
  app.openapi(contract.listFunctions, async (c) => {
    const { limit, cursor, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), search };
    const rows = await tenant.read((tx) => functionResource.list(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toFunction, positionOf), 200);
  });

  app.openapi(
    createRoute({
      ...contract.createFunction,
      middleware: [idempotent("member", { toKept: contract.withoutSecret })] as const,
    }),
    async (c) => {
      const { tenant, creationId: id } = c.var;
      const body = c.req.valid("json");
      const given = await takeOwnNumbers(tenant, (take) => withNumbers(body, take));
      requireGoodFunction(given, addressRules(c.env));
      const { orgId } = tenant;
      const { name, kept, secrets } = await toDesired(sealing(c), orgId, given);
      const signing = kept.settings.kind === "function" ? await newSecret(c.env, orgId) : undefined;
      let secret: string | null = null;
      const row = await mirrorOf(c).create(tenant, {
        id,
        values: { name, settings: kept },
        author: authorOf(c),
        check: async (tx) => {
          await store.requireFreeName(tx, orgId, id, name);
          await store.requireReferences(tx, orgId, kept.settings);
        },
        also: async (tx) => {
          await store.insertSecrets(tx, orgId, id, secrets);
          if (signing === undefined) return;
          await insertFirst(tx, orgId, { functionId: id }, signing.kept);
          ({ secret } = signing);
        },
      });
      return c.json({ ...toFunction(row), secret }, 201, etagHeader(row));
    },
  );

  app.openapi(contract.getFunction, async (c) => {
    const row = await requireFunction(c, c.req.valid("param").id);
    return c.json(toFunction(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateFunction, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const decide = await changeOf(c, c.req.valid("json"));
    const row = await mirrorOf(c).change(c.var.tenant, { id, ifMatch, author: authorOf(c), decide });
    return c.json(toFunction(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteFunction, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const { requireUnused } = store;
    await mirrorOf(c).remove(c.var.tenant, { id, ifMatch, author: authorOf(c), requireUnused });
    return c.body(null, 204);
  });

  app.openapi(contract.rotateFunctionSecret, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const { endPrevious } = c.req.valid("query");
    const rotated = await rotateSecret(c.env, tenant, { owner: { functionId: id }, endPrevious }, async (tx) => {
      const row = await functionResource.lock(tx, tenant.orgId, id);
      if (row === undefined) throw notFound("function");
      if (row.settings.settings.kind !== "function") throw NO_SECRET;
      await store.record(tx, row, "secret-rotated", authorOf(c));
    });
    return c.json(rotated, 200);
  });
}

/** The change that a PATCH makes to its row. Secrets are sealed before the transaction. */
async function changeOf(c: Scope<Env>, body: UpdateFunction) {
  const change = await takeOwnNumbers(c.var.tenant, (take) => withNumbers(body, take));
  requireGoodFunction(change, addressRules(c.env));
  const { orgId } = c.var.tenant;
  const given = change.settings && (await sealSettings(sealing(c), orgId, change.settings));
  return (row: FunctionRow) => {
    const before = row.settings;
    if (given !== undefined && given.settings.kind !== before.settings.kind) throw KIND_STAYS;
    const fresh = given?.secrets ?? [];
    const settings = given === undefined ? before.settings : keepSettings(given.settings, fresh, before.settings);
    const name = change.name ?? row.name;
    const kept: KeptFunction = { description: change.description ?? before.description, settings };
    const also = async (tx: Tx) => {
      await store.requireFreeName(tx, orgId, row.id, name);
      await store.requireReferences(tx, orgId, settings);
      await store.changeSecrets(tx, row, { before: before.settings, after: settings }, fresh);
    };
    return { values: { name, settings: kept }, also };
  };
}

const KIND_STAYS = new Problem("validation_failed", {
  errors: [{ path: "settings.kind", message: "stays what it is: make another function" }],
});

const NO_SECRET = new Problem("conflict", {
  detail: "Only a function that asks a server of yours has a secret to sign with.",
});

async function requireFunction(c: Scope<Env>, id: string): Promise<FunctionRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => functionResource.find(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("function");
  return row;
}

const sealing = (c: Scope<Env>) => requireEnv(c.env, ["CREDENTIALS_KEY"]);
const mirrorOf = (c: Scope<Env>) => functionMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
