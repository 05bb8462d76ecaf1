import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagHeader, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { uselessScopes } from "@allokoli/shared/scopes/scopes";
import { note } from "../audit.ts";
import { hashOf } from "../auth/by-api-key.ts";
import type { GatewayApp } from "../env.ts";
import * as contract from "./contract.ts";
import { createSecret, tracesOf } from "../auth/api-key-secret.ts";
import * as store from "./store.ts";
import { toApiKey } from "./store.ts";

/** The keys that other tools call the API with. */
export function routeApiKeys(app: GatewayApp) {
  app.on("POST", contract.createApiKey.path, idempotent("admin", { toKept: withoutKey }));
  app
    .openapi(contract.listApiKeys, async (c) => {
      const { limit, cursor, createdBy, responsible } = c.req.valid("query");
      const { tenant } = c.var;
      const filter = { limit, after: decodeCursor(cursor), createdBy, responsible };
      const rows = await tenant.read((tx) => store.listApiKeys(tx, tenant.orgId, filter), "admin");
      const now = new Date();
      return c.json(
        toPage(rows, limit, (row) => toApiKey(row, now), positionOf),
        200,
      );
    })
    .openapi(contract.createApiKey, async (c) => {
      const { tenant, creationId: id } = c.var;
      const secret = createSecret();
      const made = { ...c.req.valid("json"), id, hash: await hashOf(secret), ...tracesOf(secret), author: authorOf(c) };
      const { row, isFresh } = await tenant.write("admin", (tx) => store.insertApiKey(tx, tenant.orgId, made));
      if (row === undefined) throw notFound("API key");
      const key = isFresh ? secret : null;
      return c.json({ ...toApiKey(row, new Date()), key }, 201, etagHeader(row));
    })
    .openapi(contract.getApiKey, async (c) => {
      const { tenant } = c.var;
      const { id } = c.req.valid("param");
      const row = await tenant.read((tx) => store.findApiKey(tx, tenant.orgId, id), "admin");
      if (row === undefined) throw notFound("API key");
      return c.json(toApiKey(row, new Date()), 200, etagHeader(row));
    })
    .openapi(contract.updateApiKey, async (c) => {
      const { tenant } = c.var;
      const { orgId } = tenant;
      const { id } = c.req.valid("param");
      const change = c.req.valid("json");
      const revision = expectedRevision(c.req.valid("header")["if-match"]);
      const row = await tenant.write("admin", async (tx) => {
        const isChanged = await store.changeApiKey(tx, orgId, id, change, revision);
        if (!isChanged) throw await refusal(tx, orgId, id);
        await note(tx, { orgId, author: authorOf(c), action: "api-key.updated", resourceId: id, detail: change });
        const changed = await store.findApiKey(tx, orgId, id);
        if (changed !== undefined && change.scopes !== undefined) requireUsable(changed);
        return changed;
      });
      if (row === undefined) throw notFound("API key");
      return c.json(toApiKey(row, new Date()), 200, etagHeader(row));
    })
    .openapi(contract.revokeApiKey, async (c) => {
      const { tenant } = c.var;
      const { orgId } = tenant;
      const { id } = c.req.valid("param");
      const revision = expectedRevision(c.req.valid("header")["if-match"]);
      await tenant.write("admin", async (tx) => {
        const name = await store.revokeApiKey(tx, orgId, id, new Date(), revision);
        if (name === undefined) throw await refusal(tx, orgId, id);
        await note(tx, { orgId, author: authorOf(c), action: "api-key.revoked", resourceId: id, detail: { name } });
      });
      return c.body(null, 204);
    });
}

/**
 * That the role can use what was asked for. A lower role alone leaves the scopes as they are: a key is demoted in one step.
 * @throws {Problem} `validation_failed` at `scopes`
 */
function requireUsable({ role, scopes }: store.ApiKeyRow): void {
  if (uselessScopes(role, scopes).length === 0) return;
  throw new Problem("validation_failed", { errors: [{ path: "scopes", message: contract.NOT_OF_A_VIEWER }] });
}

/** Why a key could not be changed: it has changed since it was read, or there is none. */
const refusal = async (tx: Tx, orgId: string, id: string) =>
  (await store.findApiKey(tx, orgId, id)) === undefined ? notFound("API key") : new Problem("precondition_failed");

/** The part of the answer that is stored for a repeated request: without the secret. */
const withoutKey = (body: string) =>
  JSON.stringify({ ...contract.NewApiKey.parse(JSON.parse(body)), key: null } satisfies contract.NewApiKey);
