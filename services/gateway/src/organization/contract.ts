import { createRoute, z } from "@hono/zod-openapi";
import { IfMatch, json, jsonBody, problems } from "@allokoli/shared/http/contract";
import { KEPT_DAYS, KEPT_LOG_DAYS } from "@allokoli/shared/db/schema/index";
import { TimeZone } from "@allokoli/shared/hours/time-zone";
import { isStorable } from "@allokoli/shared/http/storable";
import { MEMBER_ROLES } from "@allokoli/shared/identity/identity";
import { isCountry } from "@allokoli/shared/phone/countries";
import { EXAMPLE_EXPORT, EXAMPLE_ORGANIZATION } from "./examples.ts";

export const LOCALES = ["fr", "en"] as const;
export const Locale = z.enum(LOCALES);
export const MemberRole = z.enum(MEMBER_ROLES);

/** A text that Postgres can hold: no U+0000, no half of a character. */
export const Text = z.string().refine(isStorable, "has a character that cannot be kept");
export const OrganizationName = Text.trim().min(1).max(80);

/** An ISO 3166-1 code. Numbers without a country code are read as numbers of this country. */
const Country = z.string().max(2).refine(isCountry, "is not the code of a country, such as FR");
const allowsPremiumNumbers = z
  .boolean()
  .describe("Whether calls may be placed to numbers that cost extra, and passed on to them");

/** What is deleted when it is as old as this. */
const keptDays = z.int().min(KEPT_DAYS.least).max(KEPT_DAYS.most).nullable();
const keepsCallsDays = keptDays.describe(
  "After how many days its calls are deleted, with conversations and recordings; null: when somebody deletes them",
);
const keepsMessagesDays = keptDays.describe("The same for messages that callers left");
const keepsRecordingsDays = keptDays.describe(
  "After how many days recordings are deleted, of calls that are kept longer; null: with their calls",
);
const keepsLogsDays = z
  .int()
  .min(KEPT_LOG_DAYS.least)
  .max(KEPT_LOG_DAYS.most)
  .describe("After how many days entries of the log are deleted");

export const Organization = z
  .object({
    id: z.uuid(),
    name: z.string(),
    locale: Locale,
    timeZone: z.string(),
    country: z.string().describe("Whose way of writing telephone numbers is understood: two letters of ISO 3166-1"),
    allowsPremiumNumbers,
    keepsCallsDays,
    keepsMessagesDays,
    keepsRecordingsDays,
    keepsLogsDays,
    role: MemberRole.describe("Your role in it"),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Organization", { example: EXAMPLE_ORGANIZATION });
export type Organization = z.infer<typeof Organization>;

export const UpdateOrganization = z
  .strictObject({
    name: OrganizationName.optional(),
    locale: Locale.optional(),
    timeZone: TimeZone.optional(),
    country: Country.optional(),
    allowsPremiumNumbers: allowsPremiumNumbers.optional(),
    keepsCallsDays: keepsCallsDays.optional(),
    keepsMessagesDays: keepsMessagesDays.optional(),
    keepsRecordingsDays: keepsRecordingsDays.optional(),
    keepsLogsDays: keepsLogsDays.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateOrganization", { example: { name: "Cabinet du Parc" } });
export type UpdateOrganization = z.infer<typeof UpdateOrganization>;

export const organizationAnswer = { ...json(Organization), headers: z.object({ ETag: z.string() }) };
const tags = ["Organizations"];

export const getOrganization = createRoute({
  method: "get",
  path: "/v1/organization",
  operationId: "getOrganization",
  summary: "Get the organization",
  tags,
  responses: { 200: organizationAnswer, ...problems() },
});

export const updateOrganization = createRoute({
  method: "patch",
  path: "/v1/organization",
  operationId: "updateOrganization",
  summary: "Update the organization",
  tags,
  request: { headers: IfMatch, body: jsonBody(UpdateOrganization) },
  responses: {
    200: organizationAnswer,
    ...problems("bad_json", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const exportOrganization = createRoute({
  method: "get",
  path: "/v1/organization/export",
  operationId: "exportOrganization",
  summary: "Export everything of the organization",
  description:
    "A line of JSON for each thing, `{ kind, data }`, as the database has it: assistants, numbers, calls with their conversations, messages, files' names, the log. No secrets; files and recordings are at their own addresses. For owners.",
  tags,
  responses: {
    200: {
      description: "The lines, sent while they are read: an export that ends in the middle of a line is not whole",
      content: { "application/x-ndjson": { schema: z.string(), example: EXAMPLE_EXPORT } },
    },
    ...problems("role_too_low"),
  },
});
