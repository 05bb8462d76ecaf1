import { createRoute, z } from "@hono/zod-openapi";
import { IfMatch, json, jsonBody, problems } from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { MEMBER_ROLES } from "@allokoli/shared/identity/identity";

export const LOCALES = ["fr", "en"] as const;
export const Locale = z.enum(LOCALES);
export const MemberRole = z.enum(MEMBER_ROLES);

/** A text that Postgres can hold: no U+0000, no half of a character. */
export const Text = z.string().refine(isStorable, "has a character that cannot be kept");
export const OrganizationName = Text.trim().min(1).max(80);
export const TimeZone = z.string().max(64).refine(isTimeZone, "is not a time zone, such as Europe/Paris");

/** Whether the IANA database has it; the runtime also takes offsets such as `+02:00`, which know no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const Organization = z
  .object({
    id: z.uuid(),
    name: z.string(),
    locale: Locale,
    timeZone: z.string(),
    role: MemberRole.describe("Your role in it"),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Organization");
export type Organization = z.infer<typeof Organization>;

export const UpdateOrganization = z
  .strictObject({ name: OrganizationName.optional(), locale: Locale.optional(), timeZone: TimeZone.optional() })
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateOrganization", { example: { name: "Cabinet du Parc" } });
export type UpdateOrganization = z.infer<typeof UpdateOrganization>;

export const organizationAnswer = { ...json(Organization), headers: z.object({ ETag: z.string() }) };
const tags = ["Organizations"];

export const getOrganization = createRoute({
  method: "get",
  path: "/v1/organization",
  operationId: "getOrganization",
  tags,
  responses: { 200: organizationAnswer, ...problems() },
});

export const updateOrganization = createRoute({
  method: "patch",
  path: "/v1/organization",
  operationId: "updateOrganization",
  tags,
  request: { headers: IfMatch, body: jsonBody(UpdateOrganization) },
  responses: {
    200: organizationAnswer,
    ...problems("bad_json", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});
