import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { ControlMessage } from "@allokoli/shared/vapi/client";
import { requireDone } from "../calls/control-problem.ts";
import { recordAction } from "../calls/store.ts";
import type { CallsEnv } from "../env.ts";
import { addToJournal, deed } from "../journal/write.ts";
import { roomOf } from "../room/rooms.ts";
import * as contract from "./contract.ts";
import type { AddMessage } from "./contract.ts";
import * as store from "./store.ts";
import { toMessage } from "./to-message.ts";

export function routeMessages(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.listMessages, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const after = decodeCursor(cursor)?.id;
    const [isThere, rows] = await tenant.read((tx) =>
      Promise.all([store.callExists(tx, tenant.orgId, id), store.listMessages(tx, tenant.orgId, id, limit, after)]),
    );
    if (!isThere) throw notFound("call");
    return c.json(
      toPage(rows, limit, toMessage, ({ at, id }) => ({ createdAt: at.toISOString(), id })),
      200,
    );
  });

  app.openapi(createRoute({ ...contract.addMessage, middleware: [idempotent("member")] as const }), async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const message = c.req.valid("json");
    const isThere = await tenant.read((tx) => store.callExists(tx, tenant.orgId, id), "member");
    if (!isThere) throw notFound("call");
    const ref = { orgId: tenant.orgId, callId: id };
    requireDone(await roomOf(c.env, ref).control(ref, toCommand(message)));
    const isSaid = message.action === "say";
    const fact = deed(authorOf(c), isSaid ? "person.said" : "person.instructed", { words: message.text });
    await tenant.write("member", (tx) =>
      Promise.all([
        recordAction(tx, tenant.orgId, authorOf(c), isSaid ? "call.message.said" : "call.message.added", id),
        addToJournal(tx, tenant.orgId, id, [fact]),
      ]),
    );
    return c.body(null, 202);
  });

  app.openapi(contract.getMessage, async (c) => {
    const { tenant } = c.var;
    const row = await tenant.read((tx) => store.findMessage(tx, tenant.orgId, c.req.valid("param").id));
    if (row === undefined) throw notFound("message");
    return c.json(toMessage(row), 200);
  });
}

function toCommand(message: AddMessage): ControlMessage {
  if (message.action === "say")
    return { type: "say", content: message.text, endCallAfterSpoken: message.endCallAfterSpoken };
  return {
    type: "add-message",
    message: { role: message.role, content: message.text },
    triggerResponseEnabled: message.triggerResponse,
  };
}
