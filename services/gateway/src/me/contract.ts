import { createRoute, z } from "@hono/zod-openapi";
import { THEMES } from "@allokoli/shared/db/schema/index";
import { IfMatch, json, jsonBody, problems } from "@allokoli/shared/http/contract";
import { OPEN_TO_EVERY_KEY, SCOPES } from "@allokoli/shared/scopes/scopes";
import { Locale, MemberRole, Text } from "../organization/contract.ts";
import { EXAMPLE_ME } from "./examples.ts";

export const Me = z
  .object({
    kind: z.enum(["person", "api_key"]),
    id: z.uuid(),
    label: z
      .string()
      .describe("What a connection of another tool is called: your name, or the organization and its key"),
    organizationId: z.uuid().nullable().describe("Whose key it is; null for a person"),
    scopes: z.array(z.enum(SCOPES)).nullable().describe("What the key is for; null for a person"),
    email: z.string().nullable(),
    fullName: z.string().nullable(),
    locale: Locale,
    theme: z.enum(THEMES).describe("How the site looks for you on every device"),
    memberships: z.array(z.object({ organization: z.object({ id: z.uuid(), name: z.string() }), role: MemberRole })),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Me", { example: EXAMPLE_ME });
export type Me = z.infer<typeof Me>;

export const UpdateMe = z
  .strictObject({
    fullName: Text.trim().min(1).max(120).nullable().optional(),
    locale: Locale.optional(),
    theme: z.enum(THEMES).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateMe", { example: { fullName: "Camille Durand" } });
export type UpdateMe = z.infer<typeof UpdateMe>;

const meAnswer = { ...json(Me), headers: z.object({ ETag: z.string() }) };
const tags = ["Me"];

export const getMe = createRoute({
  method: "get",
  path: "/v1/me",
  operationId: "getMe",
  summary: "Get your profile",
  description:
    "You, and the organizations that you are in. For an API key, whatever its scopes: the key and its organization, in whose language it is.",
  tags,
  security: OPEN_TO_EVERY_KEY,
  responses: { 200: meAnswer, ...problems("not_found") },
});

export const updateMe = createRoute({
  method: "patch",
  path: "/v1/me",
  operationId: "updateMe",
  summary: "Update your profile",
  tags,
  request: { headers: IfMatch, body: jsonBody(UpdateMe) },
  responses: {
    200: meAnswer,
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const deleteMe = createRoute({
  method: "delete",
  path: "/v1/me",
  operationId: "deleteMe",
  summary: "Delete your account",
  description:
    "Your sign-in, your name and address, and what you chose for yourself. You leave every organization, and your API keys in them end. `conflict` while you are the only owner of one: `errors` names each. Delete it, or make somebody else an owner, first.",
  tags,
  request: { query: z.object({ email: z.string().max(320).describe("Your own address: 422 for any other") }) },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "validation_failed", "auth_unavailable", "misconfigured"),
  },
});
