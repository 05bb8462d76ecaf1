import { authorOf } from "@allokoli/shared/db/books";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagOf, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotentKeeping } from "@allokoli/shared/http/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { note } from "../audit.ts";
import { hashOf } from "../auth/by-api-key.ts";
import type { GatewayApp } from "../env.ts";
import * as contract from "./contract.ts";
import { createSecret, tracesOf } from "./secret.ts";
import * as store from "./store.ts";
import { toApiKey } from "./store.ts";

/** The keys that other tools call the API with. */
export function routeApiKeys(app: GatewayApp) {
  app.on("POST", contract.createApiKey.path, idempotentKeeping(withoutKey));
  app
    .openapi(contract.listApiKeys, async (c) => {
      const { limit, cursor } = c.req.valid("query");
      const { tenant } = c.var;
      const after = decodeCursor(cursor);
      // As a write, which asks for the role.
      const rows = await tenant.write("admin", (tx) => store.listApiKeys(tx, tenant.orgId, limit, after));
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
      return c.json({ ...toApiKey(row, new Date()), key }, 201, { ETag: etagOf(row.revision) });
    })
    .openapi(contract.getApiKey, async (c) => {
      const { tenant } = c.var;
      const { id } = c.req.valid("param");
      const row = await tenant.write("admin", (tx) => store.findApiKey(tx, tenant.orgId, id));
      if (row === undefined) throw notFound("API key");
      return c.json(toApiKey(row, new Date()), 200, { ETag: etagOf(row.revision) });
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
        return store.findApiKey(tx, orgId, id);
      });
      if (row === undefined) throw notFound("API key");
      return c.json(toApiKey(row, new Date()), 200, { ETag: etagOf(row.revision) });
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

/** Why a key could not be changed: it is another than the one that was read, or none. */
const refusal = async (tx: Tx, orgId: string, id: string) =>
  (await store.findApiKey(tx, orgId, id)) === undefined ? notFound("API key") : new Problem("precondition_failed");

/** What is kept of the answer for a repeat: a secret is stored nowhere. */
const withoutKey = (body: string) =>
  JSON.stringify({ ...contract.NewApiKey.parse(JSON.parse(body)), key: null } satisfies contract.NewApiKey);
