import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, json, jsonBody, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_CALLER_MESSAGE } from "./examples.ts";

export const CallerMessage = z
  .object({
    id: z.uuid(),
    callId: z.uuid().nullable(),
    assistantId: z.uuid().nullable(),
    callerName: z.string().nullable(),
    callerNumber: z.string().nullable().describe("As the caller said it, else the number that called"),
    subject: z.string().nullable(),
    body: z.string(),
    isUrgent: z.boolean(),
    handledAt: z.iso.datetime().nullable(),
    handledBy: z.uuid().nullable().describe("A person, or an API key"),
    createdAt: z.iso.datetime(),
  })
  .openapi("CallerMessage", { example: EXAMPLE_CALLER_MESSAGE });
export type CallerMessage = z.infer<typeof CallerMessage>;

export const UpdateCallerMessage = z
  .strictObject({ handled: z.boolean() })
  .openapi("UpdateCallerMessage", { example: { handled: true } });

const tags = ["Caller messages"];

export const listCallerMessages = createRoute({
  method: "get",
  path: "/v1/caller-messages",
  operationId: "listCallerMessages",
  summary: "List messages that callers left",
  tags,
  request: {
    query: PageQuery.extend({
      handled: z
        .enum(["true", "false"])
        .optional()
        .describe("Only those that somebody took care of, or only the others"),
    }),
  },
  responses: { 200: json(pageOf(CallerMessage)), ...problems("validation_failed") },
});

export const getCallerMessage = createRoute({
  method: "get",
  path: "/v1/caller-messages/{id}",
  operationId: "getCallerMessage",
  summary: "Get a message that a caller left",
  tags,
  request: { params: IdParam },
  responses: { 200: json(CallerMessage), ...problems("not_found", "validation_failed") },
});

export const updateCallerMessage = createRoute({
  method: "patch",
  path: "/v1/caller-messages/{id}",
  operationId: "updateCallerMessage",
  summary: "Mark a caller's message as handled",
  tags,
  description: "Said twice, it stays with who was first.",
  request: { params: IdParam, body: jsonBody(UpdateCallerMessage) },
  responses: {
    200: json(CallerMessage),
    ...problems("bad_json", "not_found", "validation_failed", "payload_too_large"),
  },
});
