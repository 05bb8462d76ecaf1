import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, json, jsonBody, problems } from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { openTo } from "@allokoli/shared/scopes/scopes";
import { EXAMPLE_ANSWER } from "./examples.ts";

export const MAX_QUESTION = 1000;
export const MAX_FOUND = 20;

export const KnowledgeQuery = z
  .strictObject({
    text: z.string().trim().min(1).max(MAX_QUESTION).refine(isStorable, "has a character that cannot be"),
    limit: z.int().min(1).max(MAX_FOUND).default(5),
  })
  .openapi("KnowledgeQuery", { example: { text: "Quels sont vos horaires le samedi ?" } });

export const KnowledgeAnswer = z
  .object({
    items: z
      .array(
        z.object({
          score: z.number().describe("From 0 to 1: how much of the question the passage speaks of"),
          text: z.string(),
          source: z.object({
            fileId: z.uuid(),
            fileName: z.string(),
            page: z.int().nullable(),
            headings: z.array(z.string()).describe("Those that the passage stands under, outermost first"),
          }),
        }),
      )
      .describe("Best first; empty when nothing fits"),
  })
  .openapi("KnowledgeAnswer", { example: EXAMPLE_ANSWER });

export const queryKnowledgeBase = createRoute({
  method: "post",
  path: "/v1/knowledge-bases/{id}/query",
  operationId: "queryKnowledgeBase",
  security: openTo("read"),
  summary: "Ask a knowledge base",
  tags: ["Knowledge"],
  description: "Accents, plurals and typing errors do not matter. Reads only: a viewer may ask.",
  request: { params: IdParam, body: jsonBody(KnowledgeQuery) },
  responses: {
    200: json(KnowledgeAnswer),
    ...problems("bad_json", "not_found", "validation_failed", "payload_too_large"),
  },
});
