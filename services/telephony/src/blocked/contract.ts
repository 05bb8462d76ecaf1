import { createRoute, z } from "@hono/zod-openapi";
import {
  IdempotencyKey,
  IdParam,
  IfMatch,
  json,
  jsonBody,
  pageOf,
  PageQuery,
  problems,
} from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { SearchedNumber, WrittenNumber } from "@allokoli/shared/phone/contract";
import { EXAMPLE_BLOCKED_NUMBER } from "./examples.ts";

const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorable, "has a character that cannot be kept").nullable();

const fields = {
  note: text(200).describe("Why, for colleagues"),
  answer: text(300).describe("What the caller hears before the call ends; null for nothing"),
};

export const CreateBlockedNumber = z
  .strictObject({
    number: WrittenNumber.nullable().describe("The caller's number; null for all who hide their number"),
    note: fields.note.optional(),
    answer: fields.answer.optional(),
  })
  .openapi("CreateBlockedNumber", {
    example: { number: "09 48 12 34 56", note: "Publicité pour des panneaux solaires" },
  });
export type CreateBlockedNumber = z.infer<typeof CreateBlockedNumber>;

export const UpdateBlockedNumber = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateBlockedNumber", { example: { answer: "Ce numéro n'est pas accepté par le cabinet. Au revoir." } });
export type UpdateBlockedNumber = z.infer<typeof UpdateBlockedNumber>;

export const BlockedNumber = z
  .object({
    id: z.uuid(),
    number: z.string().nullable().describe("E.164; null for all who hide their number"),
    note: z.string().nullable(),
    answer: z.string().nullable(),
    turnedAway: z.int().describe("How many of the calls that are kept were turned away"),
    lastAt: z.iso.datetime().nullable().describe("When the last of them came in"),
    createdBy: z
      .object({ id: z.uuid(), name: z.string().nullable() })
      .nullable()
      .describe("A person, or an API key; without a name when the account is gone"),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("BlockedNumber", { example: EXAMPLE_BLOCKED_NUMBER });
export type BlockedNumber = z.infer<typeof BlockedNumber>;

const answer = { ...json(BlockedNumber), headers: z.object({ ETag: z.string() }) };
const tags = ["Telephony"];
const path = "/v1/blocked-numbers";

export const listBlockedNumbers = createRoute({
  method: "get",
  path,
  operationId: "listBlockedNumbers",
  summary: "List blocked numbers",
  tags,
  request: {
    query: PageQuery.extend({
      number: SearchedNumber.optional().describe("A number or its beginning, however it is written"),
    }),
  },
  responses: { 200: json(pageOf(BlockedNumber)), ...problems("validation_failed") },
});

export const createBlockedNumber = createRoute({
  method: "post",
  path,
  operationId: "createBlockedNumber",
  summary: "Block a number",
  description:
    "Calls from it are turned away on every number of the organization, cost no minutes, wait for nobody to call back and " +
    "alert nobody. Within seconds of the first entry, when the voice provider has been told.",
  tags,
  request: { body: jsonBody(CreateBlockedNumber), headers: IdempotencyKey },
  responses: {
    201: answer,
    ...problems(
      "limit_reached",
      "bad_json",
      "conflict",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
      "misconfigured",
    ),
  },
});

export const updateBlockedNumber = createRoute({
  method: "patch",
  path: `${path}/{id}`,
  operationId: "updateBlockedNumber",
  summary: "Update a blocked number",
  tags,
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateBlockedNumber) },
  responses: {
    200: answer,
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const deleteBlockedNumber = createRoute({
  method: "delete",
  path: `${path}/{id}`,
  operationId: "deleteBlockedNumber",
  summary: "Unblock a number",
  tags,
  request: { params: IdParam },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "validation_failed", "misconfigured") },
});
