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
import { isStorable } from "@allokoli/shared/http/storable";
import { EXAMPLE_KNOWLEDGE_BASE, EXAMPLE_USERS } from "./examples.ts";

const storable = (text: string) => isStorable(text);
const UNSTORABLE = "has a character that cannot be kept";

const fields = {
  name: z.string().trim().min(1).max(80).refine(storable, UNSTORABLE),
  description: z.string().trim().max(1000).refine(storable, UNSTORABLE).nullable(),
};

export const CreateKnowledgeBase = z
  .strictObject({ name: fields.name, description: fields.description.optional() })
  .openapi("CreateKnowledgeBase", {
    example: { name: "Questions des patients", description: "Horaires, tarifs, préparations d'examens" },
  });

export const UpdateKnowledgeBase = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateKnowledgeBase", { example: { name: "Questions des patients" } });
export type UpdateKnowledgeBase = z.infer<typeof UpdateKnowledgeBase>;

export const KnowledgeBase = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    fileCount: z.int(),
    passageCount: z.int().describe("Of the files that are ready"),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("KnowledgeBase", { example: EXAMPLE_KNOWLEDGE_BASE });
export type KnowledgeBase = z.infer<typeof KnowledgeBase>;

const baseAnswer = { ...json(KnowledgeBase), headers: z.object({ ETag: z.string() }) };
const tags = ["Knowledge"];

export const listKnowledgeBases = createRoute({
  method: "get",
  path: "/v1/knowledge-bases",
  operationId: "listKnowledgeBases",
  summary: "List knowledge bases",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(KnowledgeBase)), ...problems("validation_failed") },
});

export const createKnowledgeBase = createRoute({
  method: "post",
  path: "/v1/knowledge-bases",
  operationId: "createKnowledgeBase",
  summary: "Create a knowledge base",
  tags,
  request: { body: jsonBody(CreateKnowledgeBase), headers: IdempotencyKey },
  responses: {
    201: baseAnswer,
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

export const getKnowledgeBase = createRoute({
  method: "get",
  path: "/v1/knowledge-bases/{id}",
  operationId: "getKnowledgeBase",
  summary: "Get a knowledge base",
  tags,
  request: { params: IdParam },
  responses: { 200: baseAnswer, ...problems("not_found", "validation_failed") },
});

export const updateKnowledgeBase = createRoute({
  method: "patch",
  path: "/v1/knowledge-bases/{id}",
  operationId: "updateKnowledgeBase",
  summary: "Update a knowledge base",
  tags,
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateKnowledgeBase) },
  responses: {
    200: baseAnswer,
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const deleteKnowledgeBase = createRoute({
  method: "delete",
  path: "/v1/knowledge-bases/{id}",
  operationId: "deleteKnowledgeBase",
  summary: "Delete a knowledge base",
  tags,
  description: "Its files stay. Not while an assistant or a function looks into it.",
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});

export const KnowledgeBaseUsers = z
  .object({
    items: z
      .array(z.object({ type: z.enum(["assistant", "function"]), id: z.uuid(), name: z.string() }))
      .describe("By name, assistants first"),
  })
  .openapi("KnowledgeBaseUsers", { example: EXAMPLE_USERS });

/** Of each kind; the plans allow more, but nobody reads them. */
export const MAX_USERS = 100;

export const listKnowledgeBaseUsers = createRoute({
  method: "get",
  path: "/v1/knowledge-bases/{id}/users",
  operationId: "listKnowledgeBaseUsers",
  summary: "List what looks into a knowledge base",
  tags,
  description: `Assistants and functions, the first ${MAX_USERS} of each. While there is one, the base cannot be deleted.`,
  request: { params: IdParam },
  responses: { 200: json(KnowledgeBaseUsers), ...problems("not_found", "validation_failed") },
});

export const AddFile = z
  .strictObject({ fileId: z.uuid() })
  .openapi("AddFile", { example: { fileId: "0198c2a4-0000-7000-8000-000000000001" } });

export const addFileToKnowledgeBase = createRoute({
  method: "post",
  path: "/v1/knowledge-bases/{id}/files",
  operationId: "addFileToKnowledgeBase",
  summary: "Add a file to a knowledge base",
  tags,
  description: "A file may be in several bases, and in one before it is ready. Adding it again changes nothing.",
  request: { params: IdParam, body: jsonBody(AddFile) },
  responses: { 200: baseAnswer, ...problems("bad_json", "not_found", "validation_failed", "payload_too_large") },
});

export const removeFileFromKnowledgeBase = createRoute({
  method: "delete",
  path: "/v1/knowledge-bases/{id}/files/{fileId}",
  operationId: "removeFileFromKnowledgeBase",
  summary: "Remove a file from a knowledge base",
  tags,
  description: "The file itself stays.",
  request: { params: IdParam.extend({ fileId: z.uuid() }) },
  responses: { 204: { description: "Not in it any more" }, ...problems("not_found", "validation_failed") },
});
