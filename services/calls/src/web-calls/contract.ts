import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKey, json, jsonBody, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_WEB_CALL } from "./examples.ts";

export const CreateWebCall = z
  .strictObject({ assistantId: z.uuid() })
  .openapi("CreateWebCall", { example: { assistantId: "0198c2a4-0000-7000-8000-000000000001" } });

export const WebCall = z
  .object({
    id: z.uuid().describe("The call's, for its live events and its report"),
    url: z.url().describe("The room of the voice provider that the browser joins: whoever has it can"),
  })
  .openapi("WebCall", { example: EXAMPLE_WEB_CALL });

const WebCalling = z
  .object({ isSetUp: z.boolean().describe("Whether somebody can speak with an assistant from a browser") })
  .openapi("WebCalling", { example: { isSetUp: true } });

export const getWebCalling = createRoute({
  method: "get",
  path: "/v1/calls/web",
  operationId: "getWebCalling",
  summary: "Ask whether one can speak from a browser",
  description: "For people alone. Whoever runs the platform sets it up; nothing else of it is told.",
  tags: ["Calls"],
  responses: { 200: json(WebCalling), ...problems() },
});

export const createWebCall = createRoute({
  method: "post",
  path: "/v1/calls/web",
  operationId: "createWebCall",
  summary: "Speak with an assistant from a browser",
  description:
    "For people alone. Nobody is rung, but the minutes count. A room that nobody joins ends by itself. The same `Idempotency-Key` gets the same room. Where this is not set up the answer is `misconfigured`.",
  tags: ["Calls"],
  request: { body: jsonBody(CreateWebCall), headers: IdempotencyKey },
  responses: {
    201: json(WebCall),
    ...problems(
      "bad_json",
      "limit_reached",
      "validation_failed",
      "vapi_refused",
      "vapi_down",
      "vapi_unavailable",
      "misconfigured",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});
