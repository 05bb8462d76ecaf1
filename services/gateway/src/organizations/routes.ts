import { authorOf } from "@allokoli/shared/db/audit-entry";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagHeader } from "@allokoli/shared/http/etag";
import { decodeCursor, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import { knowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import { note } from "../audit.ts";
import type { GatewayApp } from "../env.ts";
import type { Memberships } from "../membership/memberships.ts";
import { findOrganization, toOrganization } from "../organization/store.ts";
import { closeOrganization } from "./close.ts";
import { createOrganization, deleteOrganization, listOrganizations } from "./contract.ts";
import { idempotentCreation } from "./idempotency.ts";
import { insertOrganization, listOwn } from "./store.ts";

/** The organizations that a person is in. */
export function routeOrganizations(app: GatewayApp, memberships: Memberships) {
  app.on("POST", createOrganization.path, ...idempotentCreation);
  app
    .openapi(listOrganizations, async (c) => {
      const { person, userId } = c.var;
      const { limit, cursor } = c.req.valid("query");
      const after = decodeCursor(cursor);
      const rows = await person.read((tx) => listOwn(tx, userId, limit + 1, after));
      return c.json(
        toPage(rows, limit, toOrganization, ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id })),
        200,
      );
    })
    .openapi(createOrganization, async (c) => {
      const { person, userId } = c.var;
      const wanted = c.req.valid("json");
      const created = await person.write(async (tx) => {
        const orgId = await insertOrganization(tx, wanted);
        const action = "organization.created";
        await note(tx, { orgId, author: authorOf(c), action, resourceId: orgId, detail: wanted });
        return findOrganization(tx, orgId);
      });
      if (created === undefined) throw notFound("organization");
      memberships.forget(userId);
      return c.json(toOrganization(created), 201, etagHeader(created));
    })
    .openapi(deleteOrganization, async (c) => {
      const { person, userId, log } = c.var;
      const { id } = c.req.valid("param");
      const { name } = c.req.valid("query");
      const files = knowledgeRpc(requireEnv(c.env, ["KNOWLEDGE_FILES"]).KNOWLEDGE_FILES);
      await person.write((tx) =>
        closeOrganization(tx, { orgId: id, name, prepare: () => files.removeDeleted({ orgId: id, when: "soon" }) }),
      );
      memberships.forget(userId);
      log.info("an organization was closed", { orgId: id });
      c.executionCtx.waitUntil(files.removeDeleted({ orgId: id, when: "now" }));
      return c.body(null, 204);
    });
}
