import type { OpenAPIHono } from "@hono/zod-openapi";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { limitBody } from "@allokoli/shared/http/json-body";
import { assistantsRpc } from "@allokoli/shared/rpc/assistants";
import { callsRpc } from "@allokoli/shared/rpc/calls";
import { telephonyRpc } from "@allokoli/shared/rpc/telephony";
import { z } from "zod";
import type { WebhooksBindings, WebhooksEnv } from "../env.ts";
import { answer } from "./answer.ts";
import { requireAuthentic } from "./authenticate.ts";
import { receive } from "./contract.ts";
import { toMessage } from "./message.ts";
import type { ReceiveParts } from "./parts.ts";

/** The report of a long call holds its conversation several times. None that was seen comes near this. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

const ourId = z.uuid().toLowerCase();
const Address = z.object({
  org: ourId,
  call: ourId.nullable(),
  assistant: ourId.nullable(),
  workflow: ourId.nullable(),
  draft: z.stringbool(),
});

/** After a change of the master secret, the previous one is accepted until Vapi has the new one. */
const keysOf = ({
  VAPI_WEBHOOK_SECRET: master,
  VAPI_WEBHOOK_SECRET_PREVIOUS: previous,
  VAPI_HMAC_KEY,
}: WebhooksBindings) => ({
  masters: previous === undefined || previous === "" ? [master] : [master, previous],
  hmac: VAPI_HMAC_KEY,
});

/** Messages from Vapi. The signature covers the raw body, so nothing parses it before. */
export function routeReceive(app: OpenAPIHono<WebhooksEnv>, { now, pause }: ReceiveParts) {
  app.openAPIRegistry.registerPath(receive);
  app.post(receive.path, limitBody(MAX_MESSAGE_BYTES), async (c) => {
    const env = requireEnv(c.env, ["VAPI_WEBHOOK_SECRET", "CALLS", "ASSISTANTS", "TELEPHONY"]);
    const { org, call = null, assistant = null, workflow = null, draft = "false" } = c.req.query();
    const address = Address.safeParse({ org, call, assistant, workflow, draft });
    // Whoever calls an address that we never gave is not Vapi.
    if (!address.success) throw new Problem("unauthorized");
    const { org: orgId, call: callId, assistant: assistantId, workflow: workflowId, draft: isDraft } = address.data;
    const body = await c.req.text();
    await requireAuthentic(c.req.raw, body, orgId, keysOf(env), now());

    const { requestId, log } = c.var;
    const inbound = { orgId, callId, assistantId, workflowId, isDraft, requestId, message: toMessage(body) };
    const afterAnswer = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    const around = {
      calls: callsRpc(env.CALLS),
      assistants: assistantsRpc(env.ASSISTANTS),
      telephony: telephonyRpc(env.TELEPHONY),
      log,
      pause,
      afterAnswer,
    };
    return c.json(await answer(inbound, around), 200);
  });
}
