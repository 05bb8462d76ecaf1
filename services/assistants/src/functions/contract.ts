import { createRoute, z } from "@hono/zod-openapi";
import { WeeklyHours } from "@allokoli/shared/hours/contract";
import {
  IdempotencyKey,
  IdParam,
  IfMatch,
  json,
  jsonBody,
  JsonValue,
  pageOf,
  PageQuery,
  problems,
} from "@allokoli/shared/http/contract";
import { ROTATION, RotationQuery } from "@allokoli/shared/http/rotation";
import { isStorable } from "@allokoli/shared/http/storable";
import { TransferNumber } from "@allokoli/shared/phone/contract";
import { Sync } from "../assistants/contract.ts";
import { ToolSecret } from "../tool-secrets/contract.ts";
import { FUNCTION_NAME } from "../tools/names.ts";
import { EXAMPLE_CREATION, EXAMPLE_FUNCTION, EXAMPLE_FUNCTION_TEST } from "./examples.ts";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const Name = z.string().regex(FUNCTION_NAME, "may have letters, digits, _ and -, up to 64");

const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "must be the name of a header");
const HeaderValue = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^[\x20-\x7e\u2022]+$/, "may have visible characters of ASCII");

/**
 * A header in a request, and in an answer, where a secret value shows only its last characters. Sent back like that, it
 * stays.
 */
export const Header = z.strictObject({
  name: HeaderName,
  value: HeaderValue,
  isSecret: z.boolean().default(true).describe("Kept sealed, and shown masked"),
});
const headers = z
  .array(Header)
  .max(20)
  .default([])
  .describe("A secret value is shown masked; sent back as it is shown, it stays as it was");
const parameters = z
  .record(z.string(), JsonValue)
  .default({ type: "object", properties: {} })
  .describe("JSON Schema of an object, in the subset that the voice provider takes");

/** The longest wait for the caller: with the work before and after it, less than webhooks' TOOL_CALLS_MS. */
export const MAX_TIMEOUT_SECONDS = 12;
const timeoutSeconds = z.int().min(1).max(MAX_TIMEOUT_SECONDS).default(8);

const message = z.string().trim().min(1).max(300);

export const FunctionSettings = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("function"),
      parameters,
      server: z.strictObject({
        url: z.string().max(500).describe("Your https address, which is asked by us and never by the voice provider"),
        headers,
        timeoutSeconds,
      }),
    }),
    z.strictObject({
      kind: z.literal("apiRequest"),
      parameters,
      method: z.enum(METHODS),
      url: z
        .string()
        .max(500)
        .describe("An https address; `{name}` in its path or query is replaced by that parameter"),
      headers,
      timeoutSeconds,
    }),
    z.strictObject({
      kind: z.literal("transferCall"),
      destinations: z
        .array(
          z.strictObject({
            number: TransferNumber,
            when: z.string().trim().min(1).max(900).describe("When to pass the call on to it"),
            message: message.optional().describe("Spoken before the call is passed on"),
          }),
        )
        .min(1)
        .max(20),
    }),
    z.strictObject({ kind: z.literal("endCall") }),
    z.strictObject({
      kind: z.literal("sms"),
      phoneNumberId: z.uuid().describe("A Twilio number of yours"),
    }),
    z.strictObject({ kind: z.literal("knowledge"), knowledgeBaseId: z.uuid() }),
    z.strictObject({ kind: z.literal("takeMessage") }),
    z.strictObject({ kind: z.literal("openingHours"), hours: WeeklyHours }),
  ])
  .openapi("FunctionSettings");
export type FunctionSettings = z.infer<typeof FunctionSettings>;
export type Kind = FunctionSettings["kind"];

const fields = {
  name: Name,
  description: z.string().trim().min(1).max(900).describe("When to use it, in words for the model"),
  settings: FunctionSettings,
};

export const CreateFunction = z.strictObject(fields).openapi("CreateFunction", { example: EXAMPLE_CREATION });
export type CreateFunction = z.infer<typeof CreateFunction>;

export const UpdateFunction = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateFunction", { example: { description: "Prend un rendez-vous." } });
export type UpdateFunction = z.infer<typeof UpdateFunction>;

export const FunctionResource = z
  .object({
    id: z.uuid(),
    ...fields,
    vapiToolId: z.string().nullable(),
    sync: Sync,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Function", { example: EXAMPLE_FUNCTION });
export type FunctionResource = z.infer<typeof FunctionResource>;

export const NewFunction = FunctionResource.extend({
  secret: z
    .string()
    .nullable()
    .describe(
      "Signs what your server is sent (Standard Webhooks), this once; null when the request is repeated, and for other kinds",
    ),
}).openapi("NewFunction", { example: { ...EXAMPLE_FUNCTION, secret: null } });
const WithSecret = z.looseObject({ secret: z.string().nullable() });

/** The part of such an answer that is stored for a repeat: a secret is never stored unsealed. */
export const withoutSecret = (body: string) =>
  JSON.stringify({ ...WithSecret.parse(JSON.parse(body)), secret: null } satisfies z.infer<typeof WithSecret>);

export const TestFunction = z
  .strictObject({
    arguments: z
      .record(z.string(), JsonValue)
      .default({})
      .describe("By the names of its parameters, as the model would"),
  })
  .openapi("TestFunction", { example: {} });

const Headers = z.record(z.string(), z.string());
export const FunctionTest = z
  .object({
    outcome: z
      .enum(["answered", "failed", "described"])
      .describe("described: it was not done, `would` says what would happen"),
    request: z
      .object({ method: z.string(), url: z.string(), headers: Headers, body: JsonValue.nullable() })
      .nullable()
      .describe("What was asked, secrets masked; null when nobody outside is asked"),
    answer: z
      .object({
        status: z.int(),
        headers: Headers,
        body: z.string(),
        isCut: z.boolean().describe("Whether the body went on"),
      })
      .nullable(),
    result: z.string().nullable().describe("What the model would be told"),
    error: z.string().nullable().describe("Why the model would be told that it failed"),
    would: z.record(z.string(), JsonValue).nullable(),
    durationMs: z.int(),
  })
  .openapi("FunctionTest", { example: EXAMPLE_FUNCTION_TEST });
export type FunctionTest = z.infer<typeof FunctionTest>;

const ETagged = z.object({ ETag: z.string() });
const functionAnswer = { ...json(FunctionResource), headers: ETagged };
const tags = ["Functions"];

export const listFunctions = createRoute({
  method: "get",
  path: "/v1/functions",
  operationId: "listFunctions",
  summary: "List functions",
  tags,
  request: {
    query: PageQuery.extend({
      search: z
        .string()
        .trim()
        .max(100)
        .refine(isStorable, "has a character that cannot be")
        .optional()
        .describe("Part of the name"),
    }),
  },
  responses: { 200: json(pageOf(FunctionResource)), ...problems("validation_failed") },
});

const changing = ["bad_json", "validation_failed", "vapi_refused", "payload_too_large", "conflict"] as const;

export const createFunction = createRoute({
  method: "post",
  path: "/v1/functions",
  operationId: "createFunction",
  summary: "Create a function",
  tags,
  description:
    "What a server of yours is asked (kind `function`) is signed with the secret that is in this answer and in none after it.",
  request: { body: jsonBody(CreateFunction), headers: IdempotencyKey },
  responses: {
    201: { ...json(NewFunction), headers: ETagged },
    ...problems("limit_reached", ...changing, "idempotency_in_progress", "idempotency_key_reused", "misconfigured"),
  },
});

export const getFunction = createRoute({
  method: "get",
  path: "/v1/functions/{id}",
  operationId: "getFunction",
  summary: "Get a function",
  tags,
  request: { params: IdParam },
  responses: { 200: functionAnswer, ...problems("not_found", "validation_failed") },
});

export const updateFunction = createRoute({
  method: "patch",
  path: "/v1/functions/{id}",
  operationId: "updateFunction",
  summary: "Update a function",
  tags,
  description: "`settings` is replaced whole; its `kind` stays what it is.",
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateFunction) },
  responses: { 200: functionAnswer, ...problems(...changing, "not_found", "precondition_failed", "misconfigured") },
});

export const deleteFunction = createRoute({
  method: "delete",
  path: "/v1/functions/{id}",
  operationId: "deleteFunction",
  summary: "Delete a function",
  tags,
  description: "Not while an assistant or a workflow uses it.",
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});

export const rotateFunctionSecret = createRoute({
  method: "post",
  path: "/v1/functions/{id}/rotate-secret",
  operationId: "rotateFunctionSecret",
  summary: "Rotate a function's secret",
  tags,
  description: `Another secret for a function of the kind \`function\`; others have none. ${ROTATION}`,
  request: { params: IdParam, query: RotationQuery },
  responses: { 200: json(ToolSecret), ...problems("not_found", "conflict", "validation_failed", "misconfigured") },
});

export const testFunction = createRoute({
  method: "post",
  path: "/v1/functions/{id}/test",
  operationId: "testFunction",
  summary: "Try a function",
  tags,
  description:
    "Runs it once, as a call would. What is asked outside is really asked; a message is not taken, a call not passed on or ended, an SMS not sent: the answer says what would happen.",
  request: { params: IdParam, body: jsonBody(TestFunction) },
  responses: {
    200: json(FunctionTest),
    ...problems("bad_json", "not_found", "validation_failed", "payload_too_large", "misconfigured"),
  },
});
