import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKey, IdParam, json, jsonBody, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { TimeZone } from "@allokoli/shared/hours/time-zone";
import { Locale, Organization, organizationAnswer, OrganizationName } from "../organization/contract.ts";

export const CreateOrganization = z
  .strictObject({ name: OrganizationName, locale: Locale.default("fr"), timeZone: TimeZone.default("Europe/Paris") })
  .openapi("CreateOrganization", { example: { name: "Cabinet du Parc" } });
export type CreateOrganization = z.infer<typeof CreateOrganization>;

/** The name of what is deleted, so that nothing goes by a wrong id. */
const Confirmed = z.object({
  name: z.string().max(80).optional().describe("Its name, exactly: 422 without it, and for any other"),
});

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

export const deleteOrganization = createRoute({
  method: "delete",
  path: "/v1/organizations/{id}",
  operationId: "deleteOrganization",
  summary: "Delete an organization",
  description:
    "For owners. Nobody has access to it from the answer on, its keys and webhooks end, and its assistants, files and calls are erased within minutes, at the voice provider too. `conflict` while it has telephone numbers, or calls that are going on or planned.",
  tags,
  request: { params: IdParam, query: Confirmed },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "role_too_low", "validation_failed"),
  },
});
