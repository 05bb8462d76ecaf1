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
import { EXAMPLE_TEST_SUITE } from "./examples.ts";

const UNSTORABLE = "has a character that cannot be kept";
const fields = {
  name: z.string().trim().min(1).max(80).refine(isStorable, UNSTORABLE),
  description: z.string().trim().max(1000).refine(isStorable, UNSTORABLE).nullable(),
};

export const CreateTestSuite = z
  .strictObject({ name: fields.name, description: fields.description.optional() })
  .openapi("CreateTestSuite", {
    example: { name: "Prise de rendez-vous", description: "Ce que le cabinet attend d'un appel" },
  });

export const UpdateTestSuite = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateTestSuite", { example: { name: "Prise de rendez-vous" } });
export type UpdateTestSuite = z.infer<typeof UpdateTestSuite>;

export const TestSuite = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    testCount: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("TestSuite", { example: EXAMPLE_TEST_SUITE });
export type TestSuite = z.infer<typeof TestSuite>;

const answer = { ...json(TestSuite), headers: z.object({ ETag: z.string() }) };
const tags = ["Test suites"];

export const listTestSuites = createRoute({
  method: "get",
  path: "/v1/test-suites",
  operationId: "listTestSuites",
  summary: "List test suites",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(TestSuite)), ...problems("validation_failed") },
});

export const createTestSuite = createRoute({
  method: "post",
  path: "/v1/test-suites",
  operationId: "createTestSuite",
  summary: "Create a test suite",
  tags,
  request: { body: jsonBody(CreateTestSuite), headers: IdempotencyKey },
  responses: {
    201: answer,
    ...problems(
      "limit_reached",
      "bad_json",
      "conflict",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});

export const getTestSuite = createRoute({
  method: "get",
  path: "/v1/test-suites/{id}",
  operationId: "getTestSuite",
  summary: "Get a test suite",
  tags,
  request: { params: IdParam },
  responses: { 200: answer, ...problems("not_found", "validation_failed") },
});

export const updateTestSuite = createRoute({
  method: "patch",
  path: "/v1/test-suites/{id}",
  operationId: "updateTestSuite",
  summary: "Update a test suite",
  tags,
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateTestSuite) },
  responses: {
    200: answer,
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const deleteTestSuite = createRoute({
  method: "delete",
  path: "/v1/test-suites/{id}",
  operationId: "deleteTestSuite",
  summary: "Delete a test suite",
  tags,
  description: "With its tests and its runs; not while one of these goes on.",
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});
