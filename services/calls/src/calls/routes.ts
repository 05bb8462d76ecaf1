import { authorOf } from "@allokoli/shared/db/audit-entry";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { etagHeader, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { requireBeginnings, takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import { afterAnswer, type ServiceEnv } from "@allokoli/shared/service/service";
import type { CallsEnv } from "../env.ts";
import { addToJournal, deed } from "../journal/write.ts";
import { roomOf } from "../room/rooms.ts";
import { requireDone, requireTransferred, unsettled } from "./control-problem.ts";
import { createCalls } from "./create.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { withNumbers } from "./numbers.ts";
import { toCall } from "./to-call.ts";

export function routeCalls(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.listCalls, async (c) => {
    const filters = c.req.valid("query");
    const { tenant } = c.var;
    const after = decodeCursor(filters.cursor);
    const rows = await tenant.read(async (tx) => {
      const beginnings = await requireBeginnings(tx, tenant.orgId, filters.number);
      return store.listCalls(tx, tenant.orgId, { ...filters, beginnings }, after);
    });
    return c.json(toPage(rows, filters.limit, toCall, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createCall, middleware: [idempotent("member")] as const }), async (c) => {
    const { tenant, creationId } = c.var;
    const body = c.req.valid("json");
    const input = await takeOwnNumbers(tenant, (take) => withNumbers(body, take));
    const items = await createCalls(c.env, tenant, authorOf(c), creationId, input);
    return c.json({ items }, 201);
  });

  app.openapi(contract.getCall, async (c) => {
    const { tenant } = c.var;
    const row = await tenant.read((tx) => store.findCall(tx, tenant.orgId, c.req.valid("param").id));
    if (row === undefined) throw notFound("call");
    return c.json(toCall(row), 200, etagHeader(row));
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
      afterAnswer(c, roomOf(c.env, { orgId: tenant.orgId, callId: id }).rename(store.linkedCall(row), name));
    return c.json(toCall(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteCall, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const revision = expectedRevision(c.req.valid("header")["if-match"]);
    const ref = { orgId: tenant.orgId, callId: id };
    const room = roomOf(c.env, ref);
    const call = await tenant.read((tx) => store.findCall(tx, tenant.orgId, id), "member");
    if (call === undefined) throw notFound("call");
    // The room is told before the row is hidden, so that a crash in between leaves nothing behind at Vapi.
    const wait = await room.prepareRemoval(store.linkedCall(call));
    if (wait !== undefined) {
      const isAsRead = revision === undefined || revision === call.revision;
      throw isAsRead ? unsettled("conflict", wait) : new Problem("precondition_failed");
    }
    await tenant.write("member", async (tx) => {
      const hidden = await store.hideCall(tx, tenant.orgId, id, revision);
      if (hidden === undefined) throw await whyNot(tx, tenant.orgId, id, revision);
      await store.recordAction(tx, tenant.orgId, authorOf(c), "call.deleted", id);
      await addToJournal(tx, tenant.orgId, id, [deed(authorOf(c), "call.deleted")]);
    });
    afterAnswer(c, room.remove(ref));
    return c.body(null, 204);
  });

  app.openapi(createRoute({ ...contract.transferCall, middleware: [idempotent("member")] as const }), async (c) => {
    const { claims, tenant } = c.var;
    const { id } = c.req.valid("param");
    const body = c.req.valid("json");
    const { number } = await takeOwnNumbers(tenant, (take) => ({ number: take(body.number, "number", "transfer") }));
    const [call, by] = await tenant.read(
      (tx) =>
        Promise.all([
          store.findCall(tx, tenant.orgId, id),
          claims.role === "api_key" ? null : store.findPersonName(tx, claims.sub),
        ]),
      "member",
    );
    if (call === undefined) throw notFound("call");
    const ref = { orgId: tenant.orgId, callId: id };
    requireTransferred(await roomOf(c.env, ref).transfer(ref, { number, message: body.message, by }));
    await tenant.write("member", (tx) =>
      Promise.all([
        store.recordAction(tx, tenant.orgId, authorOf(c), "call.transferred", id, {
          // The log says whom, not how to reach them.
          number: `…${number.replace(/;ext=.*/, "").slice(-4)}`,
        }),
        addToJournal(tx, tenant.orgId, id, [deed(authorOf(c), "person.took-over", { to: number })]),
      ]),
    );
    return c.body(null, 202);
  });

  app.openapi(contract.endCall, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const row = await tenant.read((tx) => store.findCall(tx, tenant.orgId, id), "member");
    if (row === undefined) throw notFound("call");
    const ref = { orgId: tenant.orgId, callId: id };
    requireDone(await roomOf(c.env, ref).end(ref));
    await tenant.write("member", (tx) =>
      Promise.all([
        store.noteCalls(tx, tenant.orgId, [id], "call.ended", authorOf(c)),
        addToJournal(tx, tenant.orgId, id, [deed(authorOf(c), "person.hung-up")]),
      ]),
    );
    return c.json(toCall(row), 202);
  });
}

/** Why a change matched no row. */
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
