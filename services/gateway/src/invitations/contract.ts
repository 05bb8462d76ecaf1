import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKey, IdParam, json, jsonBody, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { MAIL_STATES } from "@allokoli/shared/db/schema/organizations";
import { MemberRole, organizationAnswer, Text } from "../organization/contract.ts";
import { EXAMPLE_INVITATION, EXAMPLE_OWN_INVITATION } from "./examples.ts";

export const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: MemberRole,
    mail: z.enum(MAIL_STATES).describe("Whether the mail has gone out"),
    status: z.enum(["open", "expired"]),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .openapi("Invitation", { example: EXAMPLE_INVITATION });
export type Invitation = z.infer<typeof Invitation>;

/** An invitation as the invited person sees it. */
export const OwnInvitation = z
  .object({
    id: z.uuid(),
    organization: z.object({ id: z.uuid(), name: z.string() }),
    role: MemberRole,
    invitedBy: z.string().nullable().describe("Their name, when they gave one"),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .openapi("OwnInvitation", { example: EXAMPLE_OWN_INVITATION });
export type OwnInvitation = z.infer<typeof OwnInvitation>;

/** In the lower case in which Auth keeps addresses. */
const Email = Text.trim().toLowerCase().max(255).pipe(z.email("is not an e-mail address"));

export const CreateInvitation = z
  .strictObject({ email: Email, role: MemberRole.default("member") })
  .openapi("CreateInvitation", { example: { email: "camille.durand@cabinet.fr", role: "member" } });
export type CreateInvitation = z.infer<typeof CreateInvitation>;

const InvitationParam = z.object({ invitationId: z.uuid() });
const tags = ["Members"];

export const listInvitations = createRoute({
  method: "get",
  path: "/v1/organization/invitations",
  operationId: "listInvitations",
  summary: "List invitations",
  tags,
  description: "Those that wait for an answer, for admins.",
  request: { query: PageQuery },
  responses: { 200: json(pageOf(Invitation)), ...problems("validation_failed") },
});

export const createInvitation = createRoute({
  method: "post",
  path: "/v1/organization/invitations",
  operationId: "createInvitation",
  summary: "Invite somebody",
  tags,
  description:
    "Invites an address by mail, for seven days. The answer is the same whether or not the address has an account; the " +
    "mail goes out after it. Who is a member, or invited already, is a `conflict`. An owner is invited by owners.",
  request: { headers: IdempotencyKey, body: jsonBody(CreateInvitation) },
  responses: {
    201: json(Invitation),
    ...problems(
      "address_not_verified",
      "limit_reached",
      "bad_json",
      "conflict",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
      "misconfigured",
    ),
  },
});

export const resendInvitation = createRoute({
  method: "post",
  path: "/v1/organization/invitations/{invitationId}/resend",
  operationId: "resendInvitation",
  summary: "Send an invitation again",
  tags,
  description: "Sends the mail again, and the seven days begin anew.",
  request: { params: InvitationParam },
  responses: {
    202: json(Invitation),
    ...problems("address_not_verified", "not_found", "validation_failed", "misconfigured"),
  },
});

export const revokeInvitation = createRoute({
  method: "delete",
  path: "/v1/organization/invitations/{invitationId}",
  operationId: "revokeInvitation",
  summary: "Withdraw an invitation",
  tags,
  request: { params: InvitationParam },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "validation_failed") },
});

export const listOwnInvitations = createRoute({
  method: "get",
  path: "/v1/invitations",
  operationId: "listOwnInvitations",
  summary: "List your invitations",
  tags,
  description: "The open invitations to your own address, once it is verified.",
  responses: { 200: json(z.object({ items: z.array(OwnInvitation) })), ...problems() },
});

export const acceptInvitation = createRoute({
  method: "post",
  path: "/v1/invitations/{id}/accept",
  operationId: "acceptInvitation",
  summary: "Accept an invitation",
  tags,
  description: "Once, by the owner of the invited address. An invitation that has expired is a `conflict`.",
  request: { params: IdParam },
  responses: { 200: organizationAnswer, ...problems("limit_reached", "not_found", "conflict", "validation_failed") },
});

export const declineInvitation = createRoute({
  method: "post",
  path: "/v1/invitations/{id}/decline",
  operationId: "declineInvitation",
  summary: "Decline an invitation",
  tags,
  request: { params: IdParam },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "validation_failed") },
});
