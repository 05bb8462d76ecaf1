import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKey, IdParam, IfMatch, json, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { FAILURES } from "@allokoli/shared/rpc/reader";
import { EXAMPLE_CONTENT, EXAMPLE_FILE } from "./examples.ts";

const FILE_STATES = ["processing", "ready", "failed"] as const;
const FAILURE_CODES = Object.keys(FAILURES) as [keyof typeof FAILURES, ...(keyof typeof FAILURES)[]];

export const File = z
  .object({
    id: z.uuid(),
    name: z.string(),
    sizeBytes: z.int(),
    mediaType: z.string().nullable().describe("By its content; null until it has been read"),
    state: z.enum(FILE_STATES),
    failure: z
      .object({
        code: z.enum(FAILURE_CODES),
        reason: z.string().describe("What is wrong and what to do, for a person"),
      })
      .nullable()
      .describe("Why it failed"),
    passageCount: z.int().describe("The pieces that questions are answered from"),
    knowledgeBaseIds: z.array(z.uuid()),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("File", { example: EXAMPLE_FILE });
export type File = z.infer<typeof File>;

const ETagged = z.object({ ETag: z.string() });
const fileAnswer = { ...json(File), headers: ETagged };
const tags = ["Knowledge"];

export const listFiles = createRoute({
  method: "get",
  path: "/v1/files",
  operationId: "listFiles",
  summary: "List files",
  tags,
  request: {
    query: PageQuery.extend({
      knowledgeBaseId: z.uuid().optional().describe("Only the files of this base"),
      state: z.enum(FILE_STATES).optional(),
      search: z
        .string()
        .trim()
        .max(100)
        .refine(isStorable, "has a character that cannot be")
        .optional()
        .describe("Part of the name"),
    }),
  },
  responses: { 200: json(pageOf(File)), ...problems("validation_failed") },
});

/** Documented here but parsed as a stream: validation by the framework would hold the whole file in memory. */
export const uploadFile = createRoute({
  method: "post",
  path: "/v1/files",
  operationId: "uploadFile",
  summary: "Upload a file",
  tags,
  description:
    "One file of up to 25 MB, as the form's only field `file`. It is read afterwards: the answer says `processing`, and `file.ready` or `file.failed` follows. With an `Idempotency-Key`, a repeat is known by the name, the type and the content of the file.",
  request: {
    headers: IdempotencyKey,
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: z.object({ file: z.string().openapi({ format: "binary" }) }).openapi("UploadFile"),
          example: { file: EXAMPLE_CONTENT },
        },
      },
    },
  },
  responses: {
    201: fileAnswer,
    ...problems(
      "limit_reached",
      "bad_request",
      "unsupported_media_type",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});

export const getFile = createRoute({
  method: "get",
  path: "/v1/files/{id}",
  operationId: "getFile",
  summary: "Get a file",
  tags,
  request: { params: IdParam },
  responses: { 200: fileAnswer, ...problems("not_found", "validation_failed") },
});

export const deleteFile = createRoute({
  method: "delete",
  path: "/v1/files/{id}",
  operationId: "deleteFile",
  summary: "Delete a file",
  description: "It leaves every knowledge base that it is in.",
  tags,
  request: { params: IdParam, headers: IfMatch },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "precondition_failed", "validation_failed") },
});

export const getFileContent = createRoute({
  method: "get",
  path: "/v1/files/{id}/content",
  operationId: "getFileContent",
  summary: "Download a file",
  tags,
  description: "The bytes as they were uploaded, always as an attachment.",
  request: { params: IdParam },
  responses: {
    200: {
      description: "The file",
      content: {
        "application/octet-stream": { schema: z.string().openapi({ format: "binary" }), example: EXAMPLE_CONTENT },
      },
    },
    ...problems("not_found", "validation_failed"),
  },
});
