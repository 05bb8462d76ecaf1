import { createRoute, z } from "@hono/zod-openapi";
import { JsonValue, json, ProblemDetails } from "@allokoli/shared/http/contract";
import { RECEIVE_PATH } from "@allokoli/shared/vapi/server-object";

const problem = (description: string) => ({
  content: { "application/problem+json": { schema: ProblemDetails } },
  description,
});

/** Vapi is the only caller. Its messages are Vapi's to describe; what is wrong with one is told in words. */
export const receive = createRoute({
  method: "post",
  path: RECEIVE_PATH,
  operationId: "receiveVapiMessage",
  tags: ["Webhooks"],
  description:
    "Vapi's server messages. Authenticated by the organization's secret in x-vapi-secret, or by Vapi's HMAC signature.",
  security: [],
  request: {
    query: z.object({
      org: z.uuid().describe("The organization"),
      call: z.uuid().optional().describe("Our id of the call, where we started it"),
      assistant: z.uuid().optional().describe("Our id of the assistant, where a tool of its own is asked for"),
    }),
  },
  responses: {
    200: json(z.record(z.string(), JsonValue), "Taken; for messages that ask something, the answer in Vapi's shape"),
    400: problem("bad_json"),
    401: problem("unauthorized"),
    413: problem("payload_too_large"),
    422: problem("validation_failed"),
    500: problem("internal"),
    503: problem("service_unavailable, misconfigured: Vapi tries again by its back-off plan"),
  },
});
