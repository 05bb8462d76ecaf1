import { createRoute, z } from "@hono/zod-openapi";
import { JsonValue, json, jsonBody, ProblemDetails } from "@allokoli/shared/http/contract";
import { RECEIVE_PATH } from "@allokoli/shared/vapi/server-object";

const problem = (description: string) => ({
  content: { "application/problem+json": { schema: ProblemDetails } },
  description,
});

const VapiMessage = z
  .object({ message: z.looseObject({ type: z.string() }).describe("As Vapi publishes it") })
  .openapi("VapiMessage", {
    example: {
      message: {
        type: "assistant-request",
        call: { id: "7c1b6c1e-58f5-4d0e-9f5a-3d6c1c5f2a10", type: "inboundPhoneCall" },
      },
    },
  });

const Answer = z
  .record(z.string(), JsonValue)
  .openapi({ example: { assistantId: "5f2b8c1d-9a63-4b1f-8c77-2f0e6d4a9b31" } });

/** Vapi is the only caller and documents its messages itself. Errors are told in words only. */
export const receive = createRoute({
  method: "post",
  path: RECEIVE_PATH,
  operationId: "receiveVapiMessage",
  summary: "Receive a message of Vapi's",
  tags: ["Webhooks"],
  description:
    "Vapi's server messages. Authenticated by the organization's secret in x-vapi-secret, or by Vapi's HMAC signature.",
  security: [],
  request: {
    body: jsonBody(VapiMessage),
    query: z.object({
      org: z.uuid().describe("The organization"),
      call: z.uuid().optional().describe("Our id of the call, where we started it"),
      workflow: z.uuid().optional().describe("Our id of the workflow, where one of its requests is asked for"),
      assistant: z.uuid().optional().describe("Our id of the assistant, where a tool of its own is asked for"),
    }),
  },
  responses: {
    200: json(Answer, "Taken; for messages that ask something, the answer in Vapi's shape"),
    400: problem("bad_json"),
    401: problem("unauthorized"),
    404: problem("not_found: Vapi does not know the call yet, and tries again by its back-off plan"),
    413: problem("payload_too_large"),
    422: problem("validation_failed"),
    500: problem("internal"),
    503: problem("service_unavailable, misconfigured: Vapi tries again by its back-off plan"),
  },
});
