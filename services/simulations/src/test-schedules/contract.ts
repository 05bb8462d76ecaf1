import { createRoute, z } from "@hono/zod-openapi";
import { TEST_TARGETS } from "@allokoli/shared/db/schema/index";
import { IdParam, json, jsonBody, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";
import { PROBLEM_CODES } from "@allokoli/shared/http/problem";

const AnId = z.uuid().toLowerCase().optional();
const hour = z.int().min(0).max(23).describe("On the organization's clock");
const days = z
  .array(z.int().min(1).max(7))
  .min(1)
  .max(7)
  .refine((given) => new Set(given).size === given.length, "names a day twice")
  .describe("Days of the week, from 1 for Monday to 7");

export const KeepTestSchedule = z
  .strictObject({
    assistantId: AnId.describe("Who is called: an assistant, a squad or a workflow, exactly one of them"),
    squadId: AnId,
    workflowId: AnId,
    hour,
    days: days.default([1, 2, 3, 4, 5, 6, 7]),
  })
  .refine(({ assistantId, squadId, workflowId }) => [assistantId, squadId, workflowId].filter(Boolean).length === 1, {
    path: ["assistantId"],
    message: "give exactly one of assistantId, squadId and workflowId",
  })
  .openapi("KeepTestSchedule", { example: { assistantId: EXAMPLE_IDS.assistant, hour: 3, days: [1, 2, 3, 4, 5] } });
export type KeepTestSchedule = z.infer<typeof KeepTestSchedule>;

export const TestSchedule = z
  .object({
    target: z.object({
      type: z.enum(TEST_TARGETS),
      id: z.uuid(),
      name: z.string().nullable().describe("Null when it is gone"),
    }),
    hour,
    days,
    nextAt: z.iso.datetime(),
    askedBy: z.object({ id: z.uuid(), name: z.string().nullable() }),
    problem: z
      .object({ code: z.enum(PROBLEM_CODES), detail: z.string().nullable() })
      .nullable()
      .describe("Why the last run could not be begun; null when it was"),
    createdAt: z.iso.datetime(),
  })
  .openapi("TestSchedule", {
    example: {
      target: { type: "assistant", id: EXAMPLE_IDS.assistant, name: "Secrétariat du cabinet" },
      hour: 3,
      days: [1, 2, 3, 4, 5],
      nextAt: "2026-11-24T02:00:00.000Z",
      askedBy: { id: EXAMPLE_IDS.person, name: "Camille Durand" },
      problem: null,
      createdAt: EXAMPLE_TIMES.createdAt,
    },
  });
export type TestSchedule = z.infer<typeof TestSchedule>;

const path = "/v1/test-suites/{id}/schedule";
const tags = ["Test suites"];

export const getTestSchedule = createRoute({
  method: "get",
  path,
  operationId: "getTestSchedule",
  summary: "Get when a suite is run by itself",
  description: "`not_found` when it is not.",
  tags,
  request: { params: IdParam },
  responses: { 200: json(TestSchedule), ...problems("not_found", "validation_failed") },
});

export const keepTestSchedule = createRoute({
  method: "put",
  path,
  operationId: "keepTestSchedule",
  summary: "Run a suite by itself on days of the week",
  description:
    "All of its tests, against what is published, in the name of whoever asks for it: each run counts as theirs, with the rights that they have then and the plan's runs of the day. When tests fail that passed before, or a run cannot be begun, there is the event `test-suite.red`.",
  tags,
  request: { params: IdParam, body: jsonBody(KeepTestSchedule) },
  responses: {
    200: json(TestSchedule),
    ...problems("bad_json", "not_found", "validation_failed", "payload_too_large"),
  },
});

export const removeTestSchedule = createRoute({
  method: "delete",
  path,
  operationId: "removeTestSchedule",
  summary: "Run a suite by itself no more",
  tags,
  request: { params: IdParam },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "validation_failed") },
});
