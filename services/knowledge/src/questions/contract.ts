import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, json, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { QUESTION_DAYS } from "@allokoli/shared/knowledge/bounds";
import { EXAMPLE_QUESTION } from "./examples.ts";

export const KnowledgeQuestion = z
  .object({
    id: z.uuid(),
    text: z.string().describe("In the words of the assistant, which sums up what the caller wants to know"),
    found: z.boolean().describe("Whether passages answered it"),
    callId: z.uuid().nullable().describe("Null while the call is not known yet"),
    createdAt: z.iso.datetime(),
  })
  .openapi("KnowledgeQuestion", { example: EXAMPLE_QUESTION });
export type KnowledgeQuestion = z.infer<typeof KnowledgeQuestion>;

const tags = ["Knowledge"];

export const listKnowledgeQuestions = createRoute({
  method: "get",
  path: "/v1/knowledge-bases/{id}/questions",
  operationId: "listKnowledgeQuestions",
  summary: "List what callers asked a knowledge base",
  tags,
  description: `Asked in calls by the assistants that search this base; questions of the written chat and of \`/query\` are not kept. They go with their call, and after ${QUESTION_DAYS} days.`,
  request: {
    params: IdParam,
    query: PageQuery.extend({
      found: z.enum(["true", "false"]).optional().describe("Only those that found an answer, or only the others"),
    }),
  },
  responses: { 200: json(pageOf(KnowledgeQuestion)), ...problems("not_found", "validation_failed") },
});

export const deleteKnowledgeQuestion = createRoute({
  method: "delete",
  path: "/v1/knowledge-bases/{id}/questions/{questionId}",
  operationId: "deleteKnowledgeQuestion",
  summary: "Put a caller's question away",
  tags,
  description: "With it go those of the same words: once it is answered, nobody has to look at it again.",
  request: { params: IdParam.extend({ questionId: z.uuid() }) },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "validation_failed") },
});
