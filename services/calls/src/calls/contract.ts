import { Metadata } from "@allokoli/shared/zod/metadata";
import { isWithheldName } from "@allokoli/shared/vapi/withheld";
import { createRoute, z } from "@hono/zod-openapi";
import { EXAMPLE_PLACED_CALL } from "@allokoli/shared/http/examples";
import { isStorable } from "@allokoli/shared/http/storable";
import { CallStatus } from "@allokoli/shared/events/call-event";
import {
  IdempotencyKey,
  IdParam,
  IfMatch,
  json,
  jsonBody,
  pageOf,
  PageQuery,
  problems,
  JsonValue,
} from "@allokoli/shared/http/contract";

import { SearchedNumber, TransferNumber, WrittenNumber } from "@allokoli/shared/phone/contract";
import { openTo } from "@allokoli/shared/scopes/scopes";
import { EndedFamily } from "../ended-reasons/contract.ts";
import { EXAMPLE_CALL } from "./examples.ts";

export const Customer = z.strictObject({
  number: WrittenNumber,
  name: z.string().trim().min(1).max(40).optional(),
});

export const CreateCall = z
  .strictObject({
    assistantId: z.uuid().optional().describe("Who speaks: an assistant, a squad or a workflow, exactly one of them"),
    squadId: z.uuid().optional(),
    workflowId: z.uuid().optional(),
    phoneNumberId: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe(
        "One of the organization's phone numbers; without it, the number that every organization may call from",
      ),
    customer: Customer.optional().describe("Whom to call"),
    customers: z.array(Customer).min(1).max(20).optional().describe("Or several, a call each"),
    name: z.string().trim().min(1).max(40).optional(),
    schedule: z
      .strictObject({
        earliestAt: z.iso.datetime({ offset: true }),
        latestAt: z.iso.datetime({ offset: true }).optional(),
      })
      .optional(),
    variables: z
      .record(
        z
          .string()
          .regex(/^[a-zA-Z]\w{0,39}$/)
          .refine((name) => !isWithheldName(name), "is a name of the voice provider's own"),
        z.string().max(1000),
      )
      .optional()
      .describe("Values for {{variables}} in the prompt"),
    metadata: Metadata.optional(),
  })
  .refine((call) => [call.assistantId, call.squadId, call.workflowId].filter((id) => id !== undefined).length === 1, {
    path: ["assistantId"],
    message: "give exactly one of assistantId, squadId and workflowId",
  })
  .refine((call) => (call.customer === undefined) !== (call.customers === undefined), {
    path: ["customer"],
    message: "give either customer or customers",
  })
  .openapi("CreateCall", {
    example: {
      assistantId: "0198c2a4-0000-7000-8000-000000000001",
      customer: { number: "+33639981234" },
    },
  });
export type CreateCall = z.infer<typeof CreateCall>;

export const UpdateCall = z
  .strictObject({
    name: z.string().trim().min(1).max(40).nullable().optional(),
    metadata: Metadata.optional(),
    isFollowedUp: z.boolean().optional().describe("Somebody called back, or saw that there is no need to"),
  })
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateCall", { example: { name: "Rappel de Mme Martin" } });
export type UpdateCall = z.infer<typeof UpdateCall>;

const Cost = z.object({
  totalUsd: z.number(),
  parts: z.array(
    z.object({
      type: z.string(),
      provider: z.string().nullable(),
      usd: z.number(),
      minutes: z.number().nullable(),
    }),
  ),
});
const Latency = z.object({
  averageMs: z.number().nullable(),
  turns: z.array(
    z.object({
      turnMs: z.number().nullable(),
      modelMs: z.number().nullable(),
      voiceMs: z.number().nullable(),
      transcriberMs: z.number().nullable(),
      endpointingMs: z.number().nullable(),
    }),
  ),
});

export const Call = z
  .object({
    id: z.uuid(),
    vapiCallId: z.string().nullable(),
    assistant: z
      .object({ id: z.uuid().nullable(), name: z.string().nullable() })
      .nullable()
      .describe("Who answered; the name alone when it was a squad or a workflow"),
    squadId: z.uuid().nullable(),
    workflowId: z.uuid().nullable(),
    direction: z.enum(["inbound", "outbound", "web"]),
    status: CallStatus,
    customer: z.object({ number: z.string().nullable(), name: z.string().nullable() }),
    phoneNumber: z.object({ id: z.string().nullable(), number: z.string().nullable() }),
    name: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    scheduledAt: z.iso.datetime().nullable(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    endedReason: z.string().nullable().describe("In Vapi's words"),
    endedFamily: EndedFamily.nullable().describe("What it means: see /v1/call-end-reasons"),
    endedSource: z.enum(["vapi", "reconciled"]).nullable(),
    durationMs: z.int().nullable(),
    summary: z.string().nullable(),
    success: z.boolean().nullable(),
    successEvaluation: z.string().nullable(),
    structuredData: JsonValue.nullable(),
    cost: Cost.nullable(),
    latency: Latency.nullable(),
    hasRecording: z.boolean().describe("Whether it can be heard, as far as we know"),
    recording: z
      .object({
        state: z
          .enum(["waiting", "kept", "unannounced", "gone", "expired"])
          .describe(
            "`waiting`: a copy is being made; `kept`: we have one; `unannounced`: the caller was not told of it at the beginning, so it is not kept; `gone`: the voice provider no longer has it; `expired`: the time for which the organization keeps recordings is over",
          ),
      })
      .nullable()
      .describe("What there is of a recording; null when none was made"),
    followedUpAt: z.iso.datetime().nullable().describe("When somebody called back, or saw that there is no need to"),
    lastSeq: z.int().describe("The number of the latest live event that the history has"),
    sync: z.object({
      state: z.enum(["pending", "synced", "failed"]),
      error: z.string().nullable(),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Call", { example: EXAMPLE_CALL });
export type Call = z.infer<typeof Call>;

export const CallList = z
  .object({ items: z.array(Call).min(1) })
  .openapi("CreatedCalls", { example: { items: [EXAMPLE_PLACED_CALL] } })
  .describe("The calls that were made, in the order of the customers");

export const CallFilters = PageQuery.extend({
  status: z
    .union([CallStatus, z.array(CallStatus)])
    .optional()
    .describe("One or several"),
  live: z.stringbool().optional().describe("Only calls that have not ended (true), or have (false)"),
  assistantId: z.uuid().optional(),
  squadId: z.uuid().optional(),
  workflowId: z.uuid().optional(),
  number: SearchedNumber.optional().describe("Either party's number, or its beginning, however it is written"),
  direction: z.enum(["inbound", "outbound", "web"]).optional(),
  endedFamily: EndedFamily.optional(),
  noted: z
    .string()
    .max(200)
    .regex(/^[^=]+=/, "is a field, an equals sign, and a value")
    .refine(isStorable, "has a character that cannot be searched for")
    .optional()
    .describe("A field of the structured data and its value, such as `motif=rendez-vous` or `urgent=true`"),
  toCallBack: z
    .stringbool()
    .optional()
    .describe("Only callers whom nobody served, because nobody answered or something failed, and who wait for a call"),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  text: z
    .string()
    .trim()
    .min(2)
    .max(200)
    .refine(isStorable, "has a character that cannot be searched for")
    .optional()
    .describe("Words said in the call"),
});
export type CallFilters = z.infer<typeof CallFilters>;

const ETagged = z.object({ ETag: z.string() });
const callAnswer = { ...json(Call), headers: ETagged };
const tags = ["Calls"];

export const listCalls = createRoute({
  method: "get",
  path: "/v1/calls",
  operationId: "listCalls",
  summary: "List calls",
  tags,
  request: { query: CallFilters },
  responses: { 200: json(pageOf(Call)), ...problems("validation_failed") },
});

export const createCall = createRoute({
  method: "post",
  path: "/v1/calls",
  operationId: "createCall",
  security: openTo("calls"),
  summary: "Place calls",
  description:
    "To one customer or to several, at once or at a time of yours. A call rings once, whatever fails in between.",
  tags,
  request: { body: jsonBody(CreateCall), headers: IdempotencyKey },
  responses: {
    201: json(CallList),
    ...problems(
      "address_not_verified",
      "bad_json",
      "limit_reached",
      "validation_failed",
      "vapi_refused",
      "vapi_down",
      "vapi_unavailable",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});

export const getCall = createRoute({
  method: "get",
  path: "/v1/calls/{id}",
  operationId: "getCall",
  summary: "Get a call",
  tags,
  request: { params: IdParam },
  responses: { 200: callAnswer, ...problems("not_found", "validation_failed") },
});

export const updateCall = createRoute({
  method: "patch",
  path: "/v1/calls/{id}",
  operationId: "updateCall",
  summary: "Update a call",
  description: "Its name and metadata, and whether somebody called back.",
  tags,
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateCall) },
  responses: {
    200: callAnswer,
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const deleteCall = createRoute({
  method: "delete",
  path: "/v1/calls/{id}",
  operationId: "deleteCall",
  summary: "Delete a call",
  description: "Not while it is in progress: end it first. What the voice provider has of it goes as well.",
  tags,
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});

export const TransferCall = z
  .strictObject({
    number: TransferNumber,
    message: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .optional()
      .describe("What the assistant says before, in the caller's language"),
  })
  .openapi("TransferCall", { example: { number: "+33639981234", message: "Je vous mets en relation." } });

export const transferCall = createRoute({
  method: "post",
  path: "/v1/calls/{id}/transfer",
  operationId: "transferCall",
  security: openTo("calls"),
  summary: "Take a call over",
  description:
    "The assistant says the message and passes the call in progress on to the number, such as that of whoever asks. Its part of the call ends then. While a transfer is under way, another is refused with `conflict`.",
  tags,
  request: { params: IdParam, headers: IdempotencyKey, body: jsonBody(TransferCall) },
  responses: {
    202: { description: "Passed to the call; its events say what becomes of it" },
    ...problems(
      "bad_json",
      "not_found",
      "conflict",
      "call_not_live",
      "validation_failed",
      "vapi_refused",
      "vapi_down",
      "vapi_unavailable",
      "payload_too_large",
    ),
  },
});

export const endCall = createRoute({
  method: "post",
  path: "/v1/calls/{id}/end",
  operationId: "endCall",
  security: openTo("calls"),
  summary: "End a call",
  tags,
  request: { params: IdParam },
  responses: {
    202: { ...json(Call), description: "Asked for; the call's events say when it is over" },
    ...problems("not_found", "call_not_live", "validation_failed", "vapi_down", "vapi_unavailable"),
  },
});
