import { createRoute, z } from "@hono/zod-openapi";
import {
  IdempotencyKey,
  IdParam,
  json,
  jsonBody,
  pageOf,
  PageQuery,
  problems,
  JsonValue,
} from "@allokoli/shared/http/contract";
import { openTo } from "@allokoli/shared/scopes/scopes";
import { EXAMPLE_MESSAGE } from "./examples.ts";

export const Message = z
  .object({
    id: z.uuid(),
    callId: z.uuid(),
    position: z.int().describe("Its place in the conversation, from 0"),
    role: z.enum(["user", "assistant", "system", "tool"]),
    text: z.string().nullable(),
    tool: z
      .object({
        callId: z.string(),
        name: z.string(),
        arguments: JsonValue.nullable(),
        result: JsonValue.nullable(),
      })
      .nullable(),
    at: z.iso.datetime(),
    secondsFromStart: z.number().nullable(),
    durationMs: z.number().nullable(),
  })
  .openapi("Message", { example: EXAMPLE_MESSAGE });
export type Message = z.infer<typeof Message>;

/** `say`: the assistant speaks the text. `add`: the conversation gets it, and the assistant may be asked to answer. */
export const AddMessage = z
  .discriminatedUnion("action", [
    z.strictObject({
      action: z.literal("say"),
      text: z.string().trim().min(1).max(1000),
      endCallAfterSpoken: z.boolean().default(false),
    }),
    z.strictObject({
      action: z.literal("add"),
      role: z.enum(["system", "user", "assistant"]),
      text: z.string().trim().min(1).max(5000),
      triggerResponse: z.boolean().default(true),
    }),
  ])
  .openapi("AddMessage", { example: { action: "say", text: "Un instant, je vous prie." } });
export type AddMessage = z.infer<typeof AddMessage>;

const tags = ["Messages"];

export const listMessages = createRoute({
  method: "get",
  path: "/v1/calls/{id}/messages",
  operationId: "listMessages",
  summary: "List a call's messages",
  description: "What was said in it, by whom and when.",
  tags,
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json(pageOf(Message)), ...problems("not_found", "validation_failed") },
});

export const addMessage = createRoute({
  method: "post",
  path: "/v1/calls/{id}/messages",
  operationId: "addMessage",
  security: openTo("calls"),
  summary: "Say something in a live call",
  description: "`say` is spoken by the assistant; `add` joins the conversation that the assistant goes on from.",
  tags,
  request: { params: IdParam, headers: IdempotencyKey, body: jsonBody(AddMessage) },
  responses: {
    202: { description: "Passed to the call" },
    ...problems(
      "bad_json",
      "not_found",
      "call_not_live",
      "validation_failed",
      "vapi_refused",
      "vapi_down",
      "vapi_unavailable",
      "payload_too_large",
    ),
  },
});

export const getMessage = createRoute({
  method: "get",
  path: "/v1/messages/{id}",
  operationId: "getMessage",
  summary: "Get a message of a call",
  tags,
  request: { params: IdParam },
  responses: { 200: json(Message), ...problems("not_found", "validation_failed") },
});
