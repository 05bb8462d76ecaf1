import { createRoute, z } from "@hono/zod-openapi";
import { CREDENTIAL_PROVIDERS } from "@allokoli/shared/db/schema/index";
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
import { SipSecret, TelnyxSecret, TwilioSecret, VonageSecret } from "@allokoli/shared/providers/secrets";
import { EXAMPLE_CREDENTIAL } from "./examples.ts";

const Name = z.string().trim().min(1).max(40).refine(isStorable, "has a character that cannot be kept");
const [TwilioWithToken] = TwilioSecret.options;
const TwilioFields = z.strictObject({
  accountSid: TwilioWithToken.shape.accountSid,
  authToken: TwilioWithToken.shape.authToken.optional(),
  apiKey: TelnyxSecret.shape.apiKey.optional(),
  apiSecret: VonageSecret.shape.apiSecret.optional(),
});

const common = { name: Name };
const create = z.discriminatedUnion("provider", [
  z
    .strictObject({ provider: z.literal("twilio"), ...common, ...TwilioFields.shape })
    .refine(
      ({ authToken, apiKey, apiSecret }) =>
        authToken === undefined
          ? apiKey !== undefined && apiSecret !== undefined
          : apiKey === undefined && apiSecret === undefined,
      { path: ["authToken"], message: "must be there, or apiKey and apiSecret in its place" },
    ),
  z.strictObject({ provider: z.literal("telnyx"), ...common, ...TelnyxSecret.shape }),
  z.strictObject({ provider: z.literal("vonage"), ...common, ...VonageSecret.shape }),
  z.strictObject({ provider: z.literal("sip"), ...common, ...SipSecret.shape }),
]);
export const CreateTelephonyCredential = create.openapi("CreateTelephonyCredential", {
  example: {
    provider: "twilio",
    name: "Twilio du cabinet",
    accountSid: "AC00000000000000000000000000000001",
    authToken: "emulated-twilio-auth-token",
  },
});
export type CreateTelephonyCredential = z.infer<typeof CreateTelephonyCredential>;

export const UpdateTelephonyCredential = z
  .strictObject({ name: Name, ...TwilioFields.shape, ...SipSecret.shape })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateTelephonyCredential", {
    description: "The fields of the secret, when there are any, take the place of the whole secret.",
    example: { name: "Twilio du standard" },
  });
export type UpdateTelephonyCredential = z.infer<typeof UpdateTelephonyCredential>;

export const TelephonyCredential = z
  .object({
    id: z.uuid(),
    provider: z.enum(CREDENTIAL_PROVIDERS),
    name: z.string(),
    masked: z
      .record(z.string(), z.string())
      .describe("Of each field its last four characters; the rest is never shown"),
    sync: z.object({
      state: z.enum(["pending", "synced", "failed"]).describe("Whether the voice provider has what it needs of it"),
      error: z.string().nullable(),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("TelephonyCredential", { example: EXAMPLE_CREDENTIAL });
export type TelephonyCredential = z.infer<typeof TelephonyCredential>;

const answer = { ...json(TelephonyCredential), headers: z.object({ ETag: z.string() }) };
const tags = ["Telephony"];
const path = "/v1/telephony-credentials";

export const listTelephonyCredentials = createRoute({
  method: "get",
  path,
  operationId: "listTelephonyCredentials",
  summary: "List telephony accounts",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(TelephonyCredential)), ...problems("validation_failed") },
});

export const createTelephonyCredential = createRoute({
  method: "post",
  path,
  operationId: "createTelephonyCredential",
  summary: "Add a telephony account",
  tags,
  description: "The account is opened once at the provider before it is kept: what the provider refuses is a 422.",
  request: { body: jsonBody(CreateTelephonyCredential), headers: IdempotencyKey },
  responses: {
    201: answer,
    ...problems(
      "limit_reached",
      "bad_json",
      "validation_failed",
      "vapi_refused",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
      "provider_unavailable",
      "misconfigured",
    ),
  },
});

export const getTelephonyCredential = createRoute({
  method: "get",
  path: `${path}/{id}`,
  operationId: "getTelephonyCredential",
  summary: "Get a telephony account",
  tags,
  request: { params: IdParam },
  responses: { 200: answer, ...problems("not_found", "validation_failed") },
});

export const updateTelephonyCredential = createRoute({
  method: "patch",
  path: `${path}/{id}`,
  operationId: "updateTelephonyCredential",
  summary: "Update a telephony account",
  tags,
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateTelephonyCredential) },
  responses: {
    200: answer,
    ...problems(
      "bad_json",
      "not_found",
      "precondition_failed",
      "validation_failed",
      "vapi_refused",
      "payload_too_large",
      "provider_unavailable",
    ),
  },
});

export const deleteTelephonyCredential = createRoute({
  method: "delete",
  path: `${path}/{id}`,
  operationId: "deleteTelephonyCredential",
  summary: "Delete a telephony account",
  description: "Not while a number is in it.",
  tags,
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});
