import { createRoute, z } from "@hono/zod-openapi";
import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";
import { IdempotencyKey, IdParam, json, jsonBody, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
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
    assignedTo: z.uuid().nullable().describe("The member who takes care of it"),
    note: z.string().nullable().describe("What members wrote beside it"),
    createdAt: z.iso.datetime(),
  })
  .openapi("CallerMessage", { example: EXAMPLE_CALLER_MESSAGE });
export type CallerMessage = z.infer<typeof CallerMessage>;

const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorable, "has a character that cannot be kept");

export const CreateCallerMessage = z
  .strictObject({
    callId: z.uuid().describe("The call in which the caller said it: their number is the call's"),
    body: text(18_000),
    callerName: text(1_000).nullable().optional().describe("Without it the call's, when it has one; null for none"),
    subject: text(1_000).optional(),
    isUrgent: z.boolean().optional(),
  })
  .openapi("CreateCallerMessage", {
    example: { callId: EXAMPLE_IDS.call, body: "Demande un duplicata de son ordonnance.", isUrgent: false },
  });
export type CreateCallerMessage = z.infer<typeof CreateCallerMessage>;

export const UpdateCallerMessage = z
  .strictObject({
    handled: z.boolean().optional(),
    assignedTo: z.uuid().nullable().optional().describe("A member of the organization; null for nobody"),
    note: text(2_000).nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateCallerMessage", { example: { handled: true } });
export type UpdateCallerMessage = z.infer<typeof UpdateCallerMessage>;

/** In a filter: messages that no member takes care of. */
export const NOBODY = "nobody";

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
      urgent: z.enum(["true", "false"]).optional().describe("Only urgent ones, or only the others"),
      assignedTo: z
        .union([z.uuid(), z.literal(NOBODY)])
        .optional()
        .describe("Only those of one member, or of nobody"),
      search: text(200)
        .optional()
        .describe("Only those with these words in the message, the subject, the caller's name or number, or the note"),
    }),
  },
  responses: { 200: json(pageOf(CallerMessage)), ...problems("validation_failed") },
});

export const createCallerMessage = createRoute({
  method: "post",
  path: "/v1/caller-messages",
  operationId: "createCallerMessage",
  summary: "Note what a caller said in a call",
  description: "A message like those that assistants take, for what one did not take.",
  tags,
  request: { body: jsonBody(CreateCallerMessage), headers: IdempotencyKey },
  responses: {
    201: json(CallerMessage),
    ...problems(
      "bad_json",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
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
  summary: "Update a caller's message: who takes care of it, a note, whether it is handled",
  tags,
  description:
    "`handled`, said twice, stays with who was first. A member who leaves the organization has no messages any more.",
  request: { params: IdParam, body: jsonBody(UpdateCallerMessage) },
  responses: {
    200: json(CallerMessage),
    ...problems("bad_json", "not_found", "validation_failed", "payload_too_large"),
  },
});
