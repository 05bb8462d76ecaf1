import { createRoute, z } from "@hono/zod-openapi";
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
import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";
import { isStorable } from "@allokoli/shared/http/storable";
import { Sync } from "../assistants/contract.ts";
import { EXAMPLE_CHAT_ID } from "../assistants/examples.ts";
import { EXAMPLE_MEMBER, EXAMPLE_SQUAD } from "./examples.ts";

export const MAX_MEMBERS = 10;

const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorable, "has a character that cannot be kept");
const AssistantId = z.uuid().toLowerCase();

export const Handoff = z.strictObject({
  to: AssistantId.describe("Another member of the squad"),
  when: text(900).describe("When to hand the call over, as one would tell a person"),
  message: text(300).optional().describe("Spoken before the call is handed over"),
});
export type Handoff = z.infer<typeof Handoff>;

const handoffs = z.array(Handoff).max(MAX_MEMBERS - 1);

/** An assistant in a squad. */
const SquadMember = z.strictObject({ assistantId: AssistantId, handoffs: handoffs.default([]) });

export const SquadSettings = z.strictObject({
  members: z.array(SquadMember).min(1).max(MAX_MEMBERS).describe("The first one answers the call"),
});
export type SquadSettings = z.infer<typeof SquadSettings>;

const name = text(80);
export const CreateSquad = SquadSettings.extend({ name }).openapi("CreateSquad", {
  example: { name: "Accueil et rendez-vous", members: [{ assistantId: EXAMPLE_IDS.assistant, handoffs: [] }] },
});
export const UpdateSquad = SquadSettings.extend({ name })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateSquad", { example: { name: "Accueil" } });

export type UpdateSquad = z.infer<typeof UpdateSquad>;

export const AddMember = z
  .strictObject({
    assistantId: AssistantId,
    handoffs: handoffs.default([]),
    position: z.int().min(1).max(MAX_MEMBERS).optional().describe("1 is who answers; without it, the last"),
  })
  .openapi("AddSquadMember", { example: { assistantId: EXAMPLE_IDS.secondAssistant, handoffs: [] } });
export const ChangeMember = z
  .strictObject({ handoffs, position: z.int().min(1).max(MAX_MEMBERS) })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("ChangeSquadMember", { example: { position: 1 } });

export const ShownMember = z
  .object({
    assistantId: z.uuid(),
    name: z.string().describe("Of the assistant"),
    handoffs: z.array(z.object({ to: z.uuid(), when: z.string(), message: z.string().optional() })),
  })
  .openapi("SquadMember", { example: EXAMPLE_MEMBER });

export const Squad = z
  .object({
    id: z.uuid(),
    name: z.string(),
    members: z.array(ShownMember),
    vapiSquadId: z.string().nullable(),
    sync: Sync,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Squad", { example: EXAMPLE_SQUAD });
export type Squad = z.infer<typeof Squad>;

const squadAnswer = { ...json(Squad), headers: z.object({ ETag: z.string() }) };
const tags = ["Squads"];
const path = "/v1/squads";
const MemberParams = IdParam.extend({ assistantId: z.uuid() });

export const listSquads = createRoute({
  method: "get",
  path,
  operationId: "listSquads",
  summary: "List squads",
  tags,
  request: {
    query: PageQuery.extend({
      search: z
        .string()
        .trim()
        .max(100)
        .refine(isStorable, "has a character that cannot be")
        .optional()
        .describe("Part of the name"),
      assistantId: AssistantId.optional().describe("Only those that this assistant is a member of"),
    }),
  },
  responses: { 200: json(pageOf(Squad)), ...problems("validation_failed") },
});

const CHANGING = ["bad_json", "validation_failed", "vapi_refused", "payload_too_large"] as const;

export const createSquad = createRoute({
  method: "post",
  path,
  operationId: "createSquad",
  summary: "Create a squad",
  description: "Assistants that hand a call over to each other; the first one answers.",
  tags,
  request: { body: jsonBody(CreateSquad), headers: IdempotencyKey },
  responses: {
    201: squadAnswer,
    ...problems("limit_reached", ...CHANGING, "idempotency_in_progress", "idempotency_key_reused"),
  },
});

export const getSquad = createRoute({
  method: "get",
  path: `${path}/{id}`,
  operationId: "getSquad",
  summary: "Get a squad",
  tags,
  request: { params: IdParam },
  responses: { 200: squadAnswer, ...problems("not_found", "validation_failed") },
});

export const updateSquad = createRoute({
  method: "patch",
  path: `${path}/{id}`,
  operationId: "updateSquad",
  summary: "Update a squad",
  tags,
  description: "Members are replaced as a whole, in their order.",
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateSquad) },
  responses: { 200: squadAnswer, ...problems(...CHANGING, "not_found", "precondition_failed", "tests_not_passed") },
});

export const deleteSquad = createRoute({
  method: "delete",
  path: `${path}/{id}`,
  operationId: "deleteSquad",
  summary: "Delete a squad",
  description: "Not while it answers a number.",
  tags,
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});

export const listMembers = createRoute({
  method: "get",
  path: `${path}/{id}/members`,
  operationId: "listSquadMembers",
  summary: "List a squad's members",
  tags,
  request: { params: IdParam },
  responses: { 200: json(pageOf(ShownMember)), ...problems("not_found", "validation_failed") },
});

export const addMember = createRoute({
  method: "post",
  path: `${path}/{id}/members`,
  operationId: "addSquadMember",
  summary: "Add a member to a squad",
  tags,
  request: {
    params: IdParam,
    headers: z.object({ ...IfMatch.shape, ...IdempotencyKey.shape }),
    body: jsonBody(AddMember),
  },
  responses: {
    201: squadAnswer,
    ...problems(
      ...CHANGING,
      "not_found",
      "precondition_failed",
      "tests_not_passed",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});

export const changeMember = createRoute({
  method: "patch",
  path: `${path}/{id}/members/{assistantId}`,
  operationId: "changeSquadMember",
  summary: "Change a member of a squad",
  description: "Its handoffs, and its place among the members.",
  tags,
  request: { params: MemberParams, headers: IfMatch, body: jsonBody(ChangeMember) },
  responses: { 200: squadAnswer, ...problems(...CHANGING, "not_found", "precondition_failed", "tests_not_passed") },
});

export const ChatWithSquad = z
  .strictObject({
    message: text(2000),
    draft: z.boolean().default(false).describe("With the draft, instead of what is published"),
    previousChatId: z.string().max(100).optional().describe("The `chatId` of the turn before"),
    assistantId: AssistantId.optional().describe(
      "Who speaks: the `assistantId` of the turn before; without it, the member that answers the call",
    ),
  })
  .openapi("ChatWithSquad", { example: { message: "Bonjour, je voudrais un rendez-vous.", draft: true } });

export const SquadChatTurn = z
  .object({
    chatId: z.string(),
    text: z.string().describe("What was said"),
    assistantId: z.string().describe("Who speaks now"),
  })
  .openapi("SquadChatTurn", {
    example: {
      chatId: EXAMPLE_CHAT_ID,
      text: "Quel jour vous conviendrait ?",
      assistantId: EXAMPLE_IDS.secondAssistant,
    },
  });
export type SquadChatTurn = z.infer<typeof SquadChatTurn>;

export const chatWithSquad = createRoute({
  method: "post",
  path: `${path}/{id}/chat`,
  operationId: "chatWithSquad",
  summary: "Try a squad in writing",
  description:
    "One turn. Its members speak as they are published. Nothing is stored at the voice provider but the chat, and what their functions do is real.",
  tags,
  request: { params: IdParam, body: jsonBody(ChatWithSquad) },
  responses: {
    200: json(SquadChatTurn),
    ...problems(
      "bad_json",
      "not_found",
      "conflict",
      "validation_failed",
      "vapi_refused",
      "vapi_down",
      "vapi_unavailable",
      "payload_too_large",
    ),
  },
});

export const removeMember = createRoute({
  method: "delete",
  path: `${path}/{id}/members/{assistantId}`,
  operationId: "removeSquadMember",
  summary: "Remove a member from a squad",
  tags,
  description: "Handoffs to it go with it. The last member stays.",
  request: { params: MemberParams, headers: IfMatch },
  responses: {
    200: squadAnswer,
    ...problems(
      "not_found",
      "conflict",
      "tests_not_passed",
      "precondition_failed",
      "validation_failed",
      "vapi_refused",
    ),
  },
});
