import { createRoute, z } from "@hono/zod-openapi";
import { NUMBER_PROVIDERS } from "@allokoli/shared/db/schema/index";
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
import { TransferNumber, WrittenNumber } from "@allokoli/shared/phone/contract";
import { isCountry } from "@allokoli/shared/phone/countries";
import { openTo } from "@allokoli/shared/scopes/scopes";
import { OpeningHours } from "../hours/contract.ts";
import { NUMBER_TYPES } from "../providers/provider.ts";
import { EXAMPLE_PHONE_NUMBER, EXAMPLE_SEARCH } from "./examples.ts";

const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorable, "has a character that cannot be kept");
const message = text(300).optional().describe("Spoken before the call is passed on");

/** Where a call goes when no answerer is available. */
export const Fallback = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("number"), number: TransferNumber, message }),
    z.strictObject({
      type: z.literal("sip"),
      sipUri: z
        .string()
        .regex(/^sips?:[^\s@]+@[^\s@]+$/, "must be a SIP address, such as sip:accueil@cabinet.fr")
        .max(200),
      message,
    }),
  ])
  .openapi("Fallback");
export type Fallback = z.infer<typeof Fallback>;

const wanted = {
  name: text(40),
  assistantId: z.uuid().nullable().describe("Who answers when no opening hours say otherwise"),
  squadId: z.uuid().nullable().describe("Or a squad: naming one of the three takes the others' place"),
  workflowId: z.uuid().nullable().describe("Or a workflow that is ready and has no inputs"),
  fallback: Fallback.nullable(),
  hours: OpeningHours.nullable(),
};

export const UpdatePhoneNumber = z
  .strictObject(wanted)
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdatePhoneNumber", { example: { name: "Ligne principale" } });

export const PhoneNumber = z
  .object({
    id: z.uuid(),
    ...wanted,
    number: z.string().nullable().describe("E.164; null while the provider has not said which one it gives"),
    country: z.string().nullable(),
    provider: z.enum(NUMBER_PROVIDERS),
    credentialId: z.uuid().nullable(),
    status: z
      .enum(["ordering", "active", "returning", "failed"])
      .describe("returning: it was bought, cannot be used, and is given back"),
    orderStep: z
      .enum(["checking", "buying", "connecting", "returning"])
      .nullable()
      .describe(
        "How far an order has come: looked for in the account, bought, given to the voice provider, or given back",
      ),
    error: z.string().nullable().describe("Why the order came to nothing"),
    isBought: z.boolean().describe("Whether it was bought here, and is given back when it is released"),
    vapiPhoneNumberId: z.string().nullable(),
    sync: z.object({ state: z.enum(["pending", "synced", "failed"]), error: z.string().nullable() }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("PhoneNumber", { example: EXAMPLE_PHONE_NUMBER });
export type PhoneNumber = z.infer<typeof PhoneNumber>;

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, "must be a country code, such as FR")
  .refine(isCountry, "must be a country that has telephone numbers");
/** Currencies with a rate of the European Central Bank that French-speaking customers use. */
const CURRENCIES = ["EUR", "CHF", "CAD", "USD", "GBP"] as const;
const digits = (max: number) => z.string().regex(new RegExp(`^\\d{1,${max}}$`), `must be up to ${max} digits`);

export const SearchPhoneNumbers = z
  .strictObject({
    country,
    type: z.enum(NUMBER_TYPES).default("local"),
    areaCode: digits(6).optional().describe("With its trunk prefix or without: 01 and 1 are Paris"),
    locality: text(80).optional().describe("A town, however it is written; providers that name none offer nothing"),
    contains: digits(12).optional().describe("Digits that the number has next to each other"),
    capabilities: z
      .array(z.enum(["voice", "sms"]))
      .max(2)
      .optional(),
    maxPrice: z.number().positive().max(10_000).optional().describe("A month, in `currency`"),
    currency: z.enum(CURRENCIES).default("EUR").describe("In which prices are compared"),
    limit: z.int().min(1).max(50).default(20).describe("Of each provider"),
  })
  .openapi("SearchPhoneNumbers", { example: { country: "FR", type: "local", capabilities: ["voice"], limit: 10 } });
export type SearchPhoneNumbers = z.infer<typeof SearchPhoneNumbers>;

const provider = z.enum(["twilio", "telnyx", "vonage"]);
const Price = z.object({ amount: z.string(), currency: z.string() });
export const Offer = z.object({
  number: z.string(),
  provider,
  credentialId: z.uuid(),
  country: z.string(),
  type: z.enum(NUMBER_TYPES),
  locality: z.string().nullable(),
  region: z.string().nullable(),
  capabilities: z.object({ voice: z.boolean(), sms: z.boolean() }),
  price: Price.nullable().describe("A month, as the provider bills it; null when it does not say"),
  comparablePrice: Price.nullable().describe("The price in the currency that was asked for, which orders the list"),
  requirements: z
    .array(z.object({ field: z.enum(["addressSid", "requirementGroupId"]), description: z.string() }))
    .describe("What the provider asks of the buyer, and the field of `provision` that brings it"),
});
export type Offer = z.infer<typeof Offer>;
export const SearchAnswer = z
  .object({
    items: z.array(Offer),
    ratesOf: z.iso
      .date()
      .nullable()
      .describe(
        "The day of the exchange rates (European Central Bank); null: prices in other currencies are not compared",
      ),
    providers: z.array(
      z.object({
        credentialId: z.uuid(),
        provider,
        name: z.string(),
        state: z.enum(["answered", "failed"]),
        message: z.string().nullable().describe("Why it did not answer, for a person"),
      }),
    ),
  })
  .openapi("PhoneNumberSearch", { example: EXAMPLE_SEARCH });
export type SearchAnswer = z.infer<typeof SearchAnswer>;

/** The settings that a number may have from its first call on. */
const settings = {
  name: wanted.name,
  assistantId: z.uuid().toLowerCase().optional(),
  squadId: z.uuid().optional(),
  workflowId: z.uuid().optional(),
  fallback: Fallback.optional(),
  hours: OpeningHours.optional(),
};
const inAccount = <Provider extends string>(of: Provider) =>
  z.strictObject({ provider: z.literal(of), ...settings, credentialId: z.uuid(), number: WrittenNumber });
const ofVapi = z.strictObject({
  provider: z.literal("vapi"),
  ...settings,
  areaCode: z.string().regex(/^[2-9]\d{2}$/, "must be a US area code, such as 701"),
});

export const CreatePhoneNumber = z
  .discriminatedUnion("provider", [
    inAccount("twilio"),
    inAccount("telnyx"),
    inAccount("vonage"),
    inAccount("sip"),
    ofVapi,
  ])
  .openapi("CreatePhoneNumber", {
    description:
      "A number that is in your account already, or on your own trunk (`sip`), or one of Vapi's own US numbers by area code.",
    example: { provider: "vapi", name: "Accueil", areaCode: "701" },
  });
export type CreatePhoneNumber = z.infer<typeof CreatePhoneNumber>;

const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-zA-Z]{1,40}$`), `must be an id that begins with ${prefix}`);

export const ProvisionPhoneNumber = z
  .discriminatedUnion("provider", [
    inAccount("twilio").extend({
      addressSid: sid("AD").optional().describe("An address at Twilio, for countries that ask for one"),
      bundleSid: sid("BU").optional().describe("A regulatory bundle at Twilio, for countries that ask for one"),
    }),
    inAccount("telnyx").extend({
      requirementGroupId: z
        .uuid()
        .optional()
        .describe("A requirement group at Telnyx, for countries that ask for documents; it may be under review yet"),
    }),
    inAccount("vonage"),
    inAccount("sip"),
    ofVapi,
  ])
  .openapi("ProvisionPhoneNumber", {
    description: "As `CreatePhoneNumber`, but that a number which is not in the account yet is bought there.",
    example: {
      provider: "twilio",
      name: "Accueil",
      credentialId: "0198c2a4-0000-7000-8000-000000000001",
      number: "+33199001000",
    },
  });
export type ProvisionPhoneNumber = z.infer<typeof ProvisionPhoneNumber>;

const answer = { ...json(PhoneNumber), headers: z.object({ ETag: z.string() }) };
const tags = ["Telephony"];
const path = "/v1/phone-numbers";

export const listPhoneNumbers = createRoute({
  method: "get",
  path,
  operationId: "listPhoneNumbers",
  summary: "List phone numbers",
  tags,
  request: {
    query: PageQuery.extend({
      assistantId: z.uuid().optional().describe("Only those that this assistant answers, always or at some hours"),
    }),
  },
  responses: { 200: json(pageOf(PhoneNumber)), ...problems("validation_failed") },
});

export const searchPhoneNumbers = createRoute({
  method: "post",
  path: `${path}/search`,
  operationId: "searchPhoneNumbers",
  security: openTo("read"),
  summary: "Search for phone numbers",
  tags,
  description:
    "Asks every account of the organization at once. An account that does not answer in time is told beside the others' numbers.",
  request: { body: jsonBody(SearchPhoneNumbers) },
  responses: {
    200: json(SearchAnswer),
    ...problems("bad_json", "validation_failed", "payload_too_large", "misconfigured"),
  },
});

const ordered = {
  201: answer,
  ...problems(
    "address_not_verified",
    "limit_reached",
    "bad_json",
    "conflict",
    "validation_failed",
    "provider_refused",
    "vapi_refused",
    "payload_too_large",
    "idempotency_in_progress",
    "idempotency_key_reused",
    "misconfigured",
  ),
};

export const createPhoneNumber = createRoute({
  method: "post",
  path,
  operationId: "createPhoneNumber",
  summary: "Take a phone number into use",
  tags,
  description: "Takes a number into use without buying anything at a provider: what is not in the account is a 422.",
  request: { body: jsonBody(CreatePhoneNumber), headers: IdempotencyKey },
  responses: ordered,
});

export const provisionPhoneNumber = createRoute({
  method: "post",
  path: `${path}/provision`,
  operationId: "provisionPhoneNumber",
  summary: "Order a phone number",
  tags,
  description:
    "While a provider does not answer, or looks at the documents that a country asks for, the number is `ordering` and is carried on by itself: nothing is bought twice, and what cannot be used is given back.",
  request: { body: jsonBody(ProvisionPhoneNumber), headers: IdempotencyKey },
  responses: ordered,
});

export const getPhoneNumber = createRoute({
  method: "get",
  path: `${path}/{id}`,
  operationId: "getPhoneNumber",
  summary: "Get a phone number",
  tags,
  request: { params: IdParam },
  responses: { 200: answer, ...problems("not_found", "validation_failed") },
});

export const updatePhoneNumber = createRoute({
  method: "patch",
  path: `${path}/{id}`,
  operationId: "updatePhoneNumber",
  summary: "Update a phone number",
  description: "Its name, and who answers it: always, by the hour, and when nobody can.",
  tags,
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdatePhoneNumber) },
  responses: {
    200: answer,
    ...problems(
      "bad_json",
      "not_found",
      "precondition_failed",
      "validation_failed",
      "vapi_refused",
      "payload_too_large",
    ),
  },
});

export const releasePhoneNumber = createRoute({
  method: "delete",
  path: `${path}/{id}`,
  operationId: "releasePhoneNumber",
  summary: "Release a phone number",
  tags,
  description:
    "Vapi lets it go, and the provider gets back what was bought here; an order that is under way is taken back.",
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "precondition_failed", "validation_failed", "misconfigured"),
  },
});
