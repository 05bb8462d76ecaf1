import { createRoute, z } from "@hono/zod-openapi";
import { json, jsonBody, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { MemberRole } from "../organization/contract.ts";
import { EXAMPLE_MEMBER, EXAMPLE_SETTLED_KEYS } from "./examples.ts";

export const Member = z
  .object({
    id: z.uuid().describe("The person's"),
    name: z.string().nullable(),
    email: z.string().nullable(),
    role: MemberRole,
    joinedAt: z.iso.datetime(),
  })
  .openapi("Member", { example: EXAMPLE_MEMBER });
export type Member = z.infer<typeof Member>;

const SettledKey = z.object({ id: z.uuid(), name: z.string() });
/** What happened to the API keys of a member who may no longer have keys. */
export const SettledKeys = z
  .object({ revokedApiKeys: z.array(SettledKey), keptApiKeys: z.array(SettledKey) })
  .openapi("SettledApiKeys", { example: EXAMPLE_SETTLED_KEYS });
export type SettledKeys = z.infer<typeof SettledKeys>;

const KeepApiKeyIds = z
  .array(z.uuid())
  .max(50)
  .describe("API keys of theirs that go on, and that you answer for from then on; all others are revoked");

export const UpdatedMember = Member.extend(SettledKeys.shape).openapi("UpdatedMember", {
  example: { ...EXAMPLE_MEMBER, ...EXAMPLE_SETTLED_KEYS },
});

export const UpdateMember = z
  .strictObject({ role: MemberRole, keepApiKeyIds: KeepApiKeyIds.default([]) })
  .openapi("UpdateMember", { example: { role: "admin" } });

const MemberParam = z.object({ memberId: z.uuid() });
const tags = ["Members"];

export const listMembers = createRoute({
  method: "get",
  path: "/v1/organization/members",
  operationId: "listMembers",
  summary: "List members",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(Member)), ...problems("validation_failed") },
});

export const updateMember = createRoute({
  method: "patch",
  path: "/v1/organization/members/{memberId}",
  operationId: "updateMember",
  summary: "Change a member's role",
  tags,
  description:
    "An admin gives everybody but owners a role up to admin; an owner any. The last owner stays one (`conflict`). " +
    "Below admin, the API keys that they answer for are revoked, but for those that you keep.",
  request: { params: MemberParam, body: jsonBody(UpdateMember) },
  responses: {
    200: json(UpdatedMember),
    ...problems("limit_reached", "bad_json", "not_found", "conflict", "validation_failed", "payload_too_large"),
  },
});

export const removeMember = createRoute({
  method: "delete",
  path: "/v1/organization/members/{memberId}",
  operationId: "removeMember",
  summary: "Remove a member",
  tags,
  description:
    "Everybody may leave; admins remove everybody but owners, and the last owner stays (`conflict`). The API keys that they " +
    "answer for are revoked, but for those that you keep: `keepApiKeyId`, once for each. Who leaves keeps none.",
  request: {
    params: MemberParam,
    query: z.object({
      keepApiKeyId: z
        .union([z.uuid().transform((id) => [id]), KeepApiKeyIds])
        .default([])
        .openapi({ type: "array", items: { type: "string", format: "uuid" }, maxItems: 50 }),
    }),
  },
  responses: {
    200: json(SettledKeys, "Not a member any more"),
    ...problems("not_found", "conflict", "validation_failed"),
  },
});
