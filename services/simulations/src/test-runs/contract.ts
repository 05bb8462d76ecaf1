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
import {
  TEST_ATTEMPT_STATUSES,
  TEST_RUN_ENDS,
  TEST_RUN_STATUSES,
  TEST_TARGETS,
} from "@allokoli/shared/db/schema/index";
import { isStorable } from "@allokoli/shared/http/storable";
import { MAX_TESTS } from "../tests/contract.ts";
import { EXAMPLE_ATTEMPT, EXAMPLE_RUN, EXAMPLE_TRANSCRIPT } from "./examples.ts";

/** Bounds the cost of one run: each attempt is a call of some minutes. */
export const MAX_ATTEMPTS = 100;

const name = z.string().trim().min(1).max(80).refine(isStorable, "has a character that cannot be kept");
const EXAMPLE_ID = "0198c2a4-0000-7000-8000-000000000001";

const AnId = z.uuid().toLowerCase().optional();

export const CreateTestRun = z
  .strictObject({
    name: name.optional(),
    assistantId: AnId.describe("Who is called: an assistant, a squad or a workflow, exactly one of them"),
    squadId: AnId,
    workflowId: AnId,
    draft: z
      .boolean()
      .optional()
      .describe("Call what its draft would make of it, as it is kept at this moment, instead of what is published"),
    testIds: z
      .array(z.uuid().toLowerCase())
      .min(1)
      .max(MAX_TESTS)
      .refine((ids) => new Set(ids).size === ids.length, "names a test twice")
      .optional()
      .describe("Some tests of the suite; all of them when absent"),
  })
  .refine(({ assistantId, squadId, workflowId }) => [assistantId, squadId, workflowId].filter(Boolean).length === 1, {
    path: ["assistantId"],
    message: "give exactly one of assistantId, squadId and workflowId",
  })
  .openapi("CreateTestRun", { example: { assistantId: EXAMPLE_ID } });
export type CreateTestRun = z.infer<typeof CreateTestRun>;

export const UpdateTestRun = z
  .strictObject({ name })
  .openapi("UpdateTestRun", { example: { name: "Avant ouverture" } });

const Counts = z.object({
  total: z.int(),
  queued: z.int(),
  running: z.int(),
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  canceled: z.int(),
});
export type Counts = z.infer<typeof Counts>;

const run = {
  id: z.uuid(),
  suiteId: z.uuid(),
  name: z.string().nullable(),
  target: z.object({ type: z.enum(TEST_TARGETS), id: z.uuid(), name: z.string() }),
  draft: z
    .object({ etag: z.string(), keptAt: z.iso.datetime() })
    .nullable()
    .describe("The revision of the target's draft that was called; null for what was published"),
  isScheduled: z.boolean().describe("Begun by the suite's schedule"),
  status: z.enum(TEST_RUN_STATUSES),
  endedReason: z.enum(TEST_RUN_ENDS).nullable(),
  error: z.string().nullable().describe("Why it failed, when not for a test"),
  passed: z
    .boolean()
    .nullable()
    .describe("Once it ended: whether every attempt passed. What could not be judged has not passed"),
  attempts: Counts,
  cancelAskedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
};
export const TestRun = z.object(run).openapi("TestRun", { example: EXAMPLE_RUN });
export type TestRun = z.infer<typeof TestRun>;

const VERDICTS = ["passed", "failed", "skipped"] as const;
export const RubricVerdict = z.object({
  text: z.string(),
  required: z.boolean(),
  verdict: z.enum(VERDICTS).nullable().describe("Null as long as nobody judged; skipped when nobody could"),
  reason: z.string().nullable(),
});
export type RubricVerdict = z.infer<typeof RubricVerdict>;

export const Latency = z.object({
  turns: z.int(),
  averageTurnMs: z.int().nullable(),
  averageTranscriberMs: z.int().nullable(),
  averageModelMs: z.int().nullable(),
  averageVoiceMs: z.int().nullable(),
});
export type Latency = z.infer<typeof Latency>;

const attempt = {
  id: z.uuid(),
  testId: z.uuid(),
  testName: z.string(),
  number: z.int().describe("Counts from 1 within the test"),
  status: z
    .enum(TEST_ATTEMPT_STATUSES)
    .describe("`skipped`: the call took place, and what the test asks could not be judged"),
  reason: z.string().nullable(),
  rubrics: z.array(RubricVerdict),
  latency: Latency.nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
};
export const TestAttempt = z.object(attempt).openapi("TestAttempt", { example: EXAMPLE_ATTEMPT });
export type TestAttempt = z.infer<typeof TestAttempt>;

export const Line = z.object({ role: z.enum(["caller", "assistant", "tool"]), text: z.string() });
export type Line = z.infer<typeof Line>;

export const TestAttemptDetail = z
  .object({ ...attempt, transcript: z.array(Line) })
  .openapi("TestAttemptDetail", { example: { ...EXAMPLE_ATTEMPT, transcript: EXAMPLE_TRANSCRIPT } });
export const TestRunDetail = z
  .object({ ...run, results: z.array(TestAttempt).describe("Each attempt of each test") })
  .openapi("TestRunDetail", { example: { ...EXAMPLE_RUN, results: [EXAMPLE_ATTEMPT] } });

const ETagged = z.object({ ETag: z.string() });
const RunParams = IdParam.extend({ runId: z.uuid() });
const tags = ["Test suites"];
const path = "/v1/test-suites/{id}/runs";

export const listTestRuns = createRoute({
  method: "get",
  path,
  operationId: "listTestRuns",
  summary: "List a suite's runs",
  tags,
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json(pageOf(TestRun)), ...problems("not_found", "validation_failed") },
});

export const createTestRun = createRoute({
  method: "post",
  path,
  operationId: "createTestRun",
  summary: "Run a test suite",
  tags,
  description:
    "Begins at once, and goes on by itself: ask again until `status` is `ended`, or listen for `test-run.ended`. " +
    `A run makes ${MAX_ATTEMPTS} calls at most.`,
  request: { params: IdParam, body: jsonBody(CreateTestRun), headers: IdempotencyKey },
  responses: {
    201: { ...json(TestRunDetail), headers: ETagged },
    ...problems(
      "limit_reached",
      "bad_json",
      "not_found",
      "conflict",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});

export const getTestRun = createRoute({
  method: "get",
  path: `${path}/{runId}`,
  operationId: "getTestRun",
  summary: "Get a run",
  tags,
  request: { params: RunParams },
  responses: { 200: { ...json(TestRunDetail), headers: ETagged }, ...problems("not_found", "validation_failed") },
});

export const updateTestRun = createRoute({
  method: "patch",
  path: `${path}/{runId}`,
  operationId: "updateTestRun",
  summary: "Rename a run",
  tags,
  description: "Its name. How far it has come is no change of it, as far as `If-Match` goes.",
  request: { params: RunParams, headers: IfMatch, body: jsonBody(UpdateTestRun) },
  responses: {
    200: { ...json(TestRun), headers: ETagged },
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const cancelTestRun = createRoute({
  method: "post",
  path: `${path}/{runId}/cancel`,
  operationId: "cancelTestRun",
  summary: "Cancel a run",
  tags,
  description:
    "Its calls are ended; it is over once the voice provider has let go. Of a run that is over, nothing changes.",
  request: { params: RunParams },
  responses: { 200: { ...json(TestRun), headers: ETagged }, ...problems("not_found", "validation_failed") },
});

export const deleteTestRun = createRoute({
  method: "delete",
  path: `${path}/{runId}`,
  operationId: "deleteTestRun",
  summary: "Delete a run",
  tags,
  description: "Once it ended.",
  request: { params: RunParams, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});

export const getTestAttempt = createRoute({
  method: "get",
  path: `${path}/{runId}/attempts/{attemptId}`,
  operationId: "getTestAttempt",
  summary: "Get an attempt of a run",
  tags,
  description: "With all that was said.",
  request: { params: RunParams.extend({ attemptId: z.uuid() }) },
  responses: { 200: json(TestAttemptDetail), ...problems("not_found", "validation_failed") },
});
