import { authorOf } from "@allokoli/shared/db/books";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { etagOf, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/http/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { afterAnswer, type ServiceEnv } from "@allokoli/shared/http/service";
import type { CallsEnv } from "../env.ts";
import { roomOf } from "../room/rooms.ts";
import { requireDone } from "./control-problem.ts";
import { createCalls } from "./create.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { toCall } from "./to-call.ts";

export function routeCalls(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.listCalls, async (c) => {
    const filters = c.req.valid("query");
    const { tenant } = c.var;
    const rows = await tenant.read((tx) => store.listCalls(tx, tenant.orgId, filters, decodeCursor(filters.cursor)));
    return c.json(toPage(rows, filters.limit, toCall, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createCall, middleware: [idempotent] as const }), async (c) => {
    const items = await createCalls(c.env, c.var.tenant, authorOf(c), c.var.creationId, c.req.valid("json"));
    return c.json({ items }, 201);
  });

  app.openapi(contract.getCall, async (c) => {
    const { tenant } = c.var;
    const row = await tenant.read((tx) => store.findCall(tx, tenant.orgId, c.req.valid("param").id));
    if (row === undefined) throw notFound("call");
    return c.json(toCall(row), 200, { ETag: etagOf(row.revision) });
  });

  app.openapi(contract.updateCall, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const change = c.req.valid("json");
    const revision = expectedRevision(c.req.valid("header")["if-match"]);
    const row = await tenant.write("member", async (tx) => {
      const updated = await store.updateCall(tx, tenant.orgId, id, revision, change);
      if (updated === undefined) throw await whyNot(tx, tenant.orgId, id, revision);
      await store.recordAction(tx, tenant.orgId, authorOf(c), "call.updated", id);
      return updated;
    });
    const { name } = change;
    if (typeof name === "string")
      afterAnswer(
        c,
        roomOf(c.env, { orgId: tenant.orgId, callId: id }).rename(
          { orgId: tenant.orgId, callId: id, vapiCallId: row.vapiCallId },
          name,
        ),
      );
    return c.json(toCall(row), 200, { ETag: etagOf(row.revision) });
  });

  app.openapi(contract.deleteCall, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const revision = expectedRevision(c.req.valid("header")["if-match"]);
    const ref = { orgId: tenant.orgId, callId: id };
    const room = roomOf(c.env, ref);
    const call = await tenant.write("member", (tx) => store.findCall(tx, tenant.orgId, id));
    if (call === undefined) throw notFound("call");
    // The room knows before the row is hidden, so that a crash in between leaves nothing behind at Vapi.
    await room.prepareRemoval({ ...ref, vapiCallId: call.vapiCallId });
    await tenant.write("member", async (tx) => {
      const hidden = await store.hideCall(tx, tenant.orgId, id, revision);
      if (hidden === undefined) throw await whyNot(tx, tenant.orgId, id, revision);
      await store.recordAction(tx, tenant.orgId, authorOf(c), "call.deleted", id);
    });
    afterAnswer(c, room.remove(ref));
    return c.body(null, 204);
  });

  app.openapi(contract.endCall, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const row = await tenant.write("member", async (tx) => {
      const found = await store.findCall(tx, tenant.orgId, id);
      if (found === undefined) throw notFound("call");
      await store.recordAction(tx, tenant.orgId, authorOf(c), "call.ended", id);
      return found;
    });
    const ref = { orgId: tenant.orgId, callId: id };
    requireDone(await roomOf(c.env, ref).end(ref));
    return c.json(toCall(row), 202);
  });
}

/** Why a change met no row. */
async function whyNot(
  tx: Parameters<typeof store.findCall>[0],
  orgId: string,
  id: string,
  revision: number | undefined,
): Promise<Problem> {
  const row = await store.findCall(tx, orgId, id);
  if (row === undefined) return notFound("call");
  if (revision !== undefined && row.revision !== revision) return new Problem("precondition_failed");
  return new Problem("conflict", { detail: "The call is in progress: end it first." });
}
