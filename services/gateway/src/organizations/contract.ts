import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKey, json, jsonBody, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { TimeZone } from "@allokoli/shared/hours/time-zone";
import { Locale, Organization, organizationAnswer, OrganizationName } from "../organization/contract.ts";

export const CreateOrganization = z
  .strictObject({ name: OrganizationName, locale: Locale.default("fr"), timeZone: TimeZone.default("Europe/Paris") })
  .openapi("CreateOrganization", { example: { name: "Cabinet du Parc" } });
export type CreateOrganization = z.infer<typeof CreateOrganization>;

const tags = ["Organizations"];

export const listOrganizations = createRoute({
  method: "get",
  path: "/v1/organizations",
  operationId: "listOrganizations",
  summary: "List your organizations",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(Organization)), ...problems("validation_failed") },
});

export const createOrganization = createRoute({
  method: "post",
  path: "/v1/organizations",
  operationId: "createOrganization",
  summary: "Create an organization",
  description: "Yours: you are its owner.",
  tags,
  request: { headers: IdempotencyKey, body: jsonBody(CreateOrganization) },
  responses: {
    201: organizationAnswer,
    ...problems(
      "limit_reached",
      "bad_json",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});
