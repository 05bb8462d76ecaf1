import { z } from "@hono/zod-openapi";
import { json, JsonValue } from "@allokoli/shared/http/contract";
import { SignedHeaders } from "@allokoli/shared/crypto/signed-headers";

/** The request to a tool server: all that is sent, besides the headers that its owner set. */
export const ToolCallRequest = z
  .object({
    toolCallId: z.string().describe("The same when it is asked twice; `tool.called` tells it too"),
    function: z.object({
      id: z.uuid().nullable().describe("Null for a tool of an assistant's own"),
      name: z.string(),
    }),
    arguments: z.record(z.string(), JsonValue).describe("By the names of its parameters, and nothing else"),
    call: z.object({ id: z.uuid() }).nullable().describe("Null while the call is not stored yet, and in a test"),
    caller: z.object({ number: z.string() }).nullable().describe("Who is on the telephone; null when nobody knows"),
    assistant: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    organization: z.object({ id: z.uuid() }),
    isTest: z.boolean().describe("Whether a person tries it, without a call"),
  })
  .openapi("ToolCallRequest", {
    example: {
      toolCallId: "call_8Jq1",
      function: { id: "0199a1f0-7c1e-7a52-9d3b-2f60a1c4e811", name: "prendre_rendez_vous" },
      arguments: { nom: "Camille Fontaine", jour: "2026-11-30" },
      call: { id: "0199a1f0-9b3a-7f10-8e21-6c2d4b9f0a37" },
      caller: { number: "+33639981234" },
      assistant: { id: "0199a1ef-2d4c-7b60-a1f9-3e8d5c7b9012", name: "Secrétariat du cabinet" },
      organization: { id: "0199a1ee-1a2b-7c3d-8e4f-5a6b7c8d9e0f" },
      isTest: false,
    },
  });

const ToolCallAnswer = z
  .union([
    z.object({ result: JsonValue.describe("What the model is told; what is no text is told as JSON") }),
    z.object({ error: JsonValue.describe("Why it did not work, for the model") }),
  ])
  .openapi("ToolCallAnswer", { example: { result: "Rendez-vous pris lundi à neuf heures." } });

/** The request to an organization's own server, for the API's description. */
export const toolCall = {
  method: "post" as const,
  path: "toolCall",
  operationId: "toolCall",
  summary: "Run your function",
  tags: ["Functions"],
  description:
    "A function of the kind `function`, or a tool of an assistant's with `serverUrl`, is asked at your address. Up to 12 s; no redirect is followed; 64 KB of the answer are read.",
  security: [],
  request: { headers: SignedHeaders, body: { content: { "application/json": { schema: ToolCallRequest } } } },
  responses: { 200: json(ToolCallAnswer) },
};
