import { createRoute, z } from "@hono/zod-openapi";
import { json, jsonBody, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { MemberRole } from "../organization/contract.ts";

export const Member = z
  .object({
    id: z.uuid().describe("The person's"),
    name: z.string().nullable(),
    email: z.string().nullable(),
    role: MemberRole,
    joinedAt: z.iso.datetime(),
  })
  .openapi("Member");
export type Member = z.infer<typeof Member>;

export const UpdateMember = z
  .strictObject({ role: MemberRole })
  .openapi("UpdateMember", { example: { role: "admin" } });

const MemberParam = z.object({ memberId: z.uuid() });
const tags = ["Members"];

export const listMembers = createRoute({
  method: "get",
  path: "/v1/organization/members",
  operationId: "listMembers",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(Member)), ...problems("validation_failed") },
});

export const updateMember = createRoute({
  method: "patch",
  path: "/v1/organization/members/{memberId}",
  operationId: "updateMember",
  tags,
  description:
    "An admin gives everybody but owners a role up to admin; an owner any. The last owner stays one (`conflict`).",
  request: { params: MemberParam, body: jsonBody(UpdateMember) },
  responses: {
    200: json(Member),
    ...problems("bad_json", "not_found", "conflict", "validation_failed", "payload_too_large"),
  },
});

export const removeMember = createRoute({
  method: "delete",
  path: "/v1/organization/members/{memberId}",
  operationId: "removeMember",
  tags,
  description: "Everybody may leave; admins remove everybody but owners, and the last owner stays (`conflict`).",
  request: { params: MemberParam },
  responses: {
    204: { description: "Not a member any more" },
    ...problems("not_found", "conflict", "validation_failed"),
  },
});
