import { createRoute, z } from "@hono/zod-openapi";
import { CALL_DIRECTIONS, CALL_OUTCOMES } from "@allokoli/shared/db/schema/index";
import { DAYS } from "@allokoli/shared/hours/days";
import { IdParam, json, problems } from "@allokoli/shared/http/contract";
import { COUNTED_LIMITS, PLANS } from "@allokoli/shared/limits/plans";
import { SearchedNumber } from "@allokoli/shared/phone/contract";
import { EndedFamily } from "../ended-reasons/contract.ts";
import {
  EXAMPLE_CALL_HOURS,
  EXAMPLE_CALL_STATS,
  EXAMPLE_SUBJECTS,
  EXAMPLE_TIMELINE,
  EXAMPLE_USAGE,
} from "./examples.ts";

export const STEPS = ["day", "week", "month"] as const;
export const GROUPS = ["day", "assistant", "number", "direction", "endedFamily", "outcome"] as const;
export type Group = (typeof GROUPS)[number];
export const MAX_DAYS = 400;

const day = z.iso.date();

const whichCalls = {
  from: day.optional().describe("The first day, where the organization is; without it, 30 days before the last"),
  to: day.optional().describe("The last day; without it, today"),
  assistantId: z.uuid().optional(),
  number: SearchedNumber.optional().describe("One of the organization's numbers, however it is written"),
};

export const CallStatsQuery = z.object({
  ...whichCalls,
  step: z.enum(STEPS).default("day").describe("How long a period of the group `day` is"),
  groupBy: z
    .string()
    .max(80)
    .default("day")
    .transform((text, context) => {
      const groups = text === "" ? [] : text.split(",").map((name) => name.trim());
      const known = groups.filter((name): name is Group => GROUPS.some((group) => group === name));
      if (known.length === groups.length && new Set(groups).size === groups.length && groups.length <= 3) return known;
      context.addIssue({ code: "custom", message: `may name up to three of ${GROUPS.join(", ")}, with commas` });
      return z.NEVER;
    })
    .openapi({ type: "string", example: "day,assistant" }),
  direction: z.enum(CALL_DIRECTIONS).optional(),
  endedFamily: EndedFamily.optional(),
  outcome: z.enum(CALL_OUTCOMES).optional(),
});
export type CallStatsQuery = z.infer<typeof CallStatsQuery>;

const measures = {
  calls: z.int(),
  minutes: z.number(),
  costUsd: z.number(),
  successRate: z.number().nullable().describe("Of the calls whose success is known, between 0 and 1"),
  turns: z.int().describe("How many turns the latencies are of"),
  latencyMedianMs: z.int().nullable(),
  latencyP95Ms: z.int().nullable().describe("Within 5 %: latencies are kept in buckets"),
};
export type Measures = z.infer<z.ZodObject<typeof measures>>;

export const CallStats = z
  .object({
    from: day,
    to: day,
    step: z.enum(STEPS),
    timeZone: z.string(),
    items: z.array(
      z.object({
        day: day.nullable().describe("The first day of the period"),
        assistant: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
        number: z.string().nullable(),
        direction: z.enum(CALL_DIRECTIONS).nullable(),
        endedFamily: EndedFamily.nullable(),
        outcome: z.enum(CALL_OUTCOMES).nullable(),
        ...measures,
      }),
    ),
    total: z.object(measures),
  })
  .openapi("CallStats", { example: EXAMPLE_CALL_STATS });
export type CallStats = z.infer<typeof CallStats>;

const tags = ["Analytics"];

export const getCallStats = createRoute({
  method: "get",
  path: "/v1/analytics/calls",
  operationId: "getCallStats",
  summary: "Count calls",
  tags,
  description:
    "Ended calls, from daily roll-ups. What an item is not grouped by is null in it; grouped by `day` alone, days without a call are there with zeros.",
  request: { query: CallStatsQuery },
  responses: { 200: json(CallStats), ...problems("validation_failed") },
});

export const CallHoursQuery = z.object(whichCalls);
export type CallHoursQuery = z.infer<typeof CallHoursQuery>;

export const CallHours = z
  .object({
    from: day,
    to: day,
    timeZone: z.string(),
    items: z.array(
      z.object({ weekday: z.enum(DAYS), hour: z.int().min(0).max(23).describe("It began in it"), calls: z.int() }),
    ),
    total: z.int(),
  })
  .openapi("CallHours", { example: EXAMPLE_CALL_HOURS });
export type CallHours = z.infer<typeof CallHours>;

export const getCallHours = createRoute({
  method: "get",
  path: "/v1/analytics/hours",
  operationId: "getCallHours",
  summary: "Count received calls by hour of the week",
  tags,
  description:
    "When people call: the calls that came in, answered or not, on the organization's clock. Hours without a call are left out, and so are calls that were deleted.",
  request: { query: CallHoursQuery },
  responses: { 200: json(CallHours), ...problems("validation_failed") },
});

export const SubjectsQuery = z.object({ ...whichCalls, step: z.enum(STEPS).default("day") });
export type SubjectsQuery = z.infer<typeof SubjectsQuery>;

/** Fewer calls than this with the same value could be about one person. */
export const FEWEST_ALIKE = 3;
export const MAX_FIELDS = 12;
export const MAX_VALUES = 20;

export const Subjects = z
  .object({
    from: day,
    to: day,
    step: z.enum(STEPS),
    timeZone: z.string(),
    fields: z.array(
      z.object({
        field: z.string().describe("Its name in the calls' structured data"),
        calls: z.int().describe("In which it was noted"),
        values: z.array(
          z.object({
            value: z.union([z.string(), z.boolean()]),
            calls: z.int(),
            periods: z.array(z.object({ day: day.describe("The first day of the period"), calls: z.int() })),
          }),
        ),
      }),
    ),
  })
  .openapi("CallSubjects", { example: EXAMPLE_SUBJECTS });
export type Subjects = z.infer<typeof Subjects>;

export const getCallSubjects = createRoute({
  method: "get",
  path: "/v1/analytics/subjects",
  operationId: "getCallSubjects",
  summary: "Count what callers ask for",
  tags,
  description: `What was noted in calls' structured data, by field and value, over the time: texts of sixty characters at most, yes and no, and lists of them. Only values that ${FEWEST_ALIKE} calls share are told, so that no answer is about one person. Deleted calls are left out.`,
  request: { query: SubjectsQuery },
  responses: { 200: json(Subjects), ...problems("validation_failed") },
});

export const Usage = z
  .object({
    plan: z.enum(PLANS),
    period: z
      .object({ from: z.iso.datetime(), to: z.iso.datetime() })
      .describe("The calendar month where the organization is"),
    items: z.array(z.object({ resource: z.enum(COUNTED_LIMITS), used: z.number(), allowed: z.number() })),
    calls: z.int().describe("Ended in the period"),
    costUsd: z.number().describe("Of those calls"),
  })
  .openapi("Usage", { example: EXAMPLE_USAGE });
export type Usage = z.infer<typeof Usage>;

export const getUsage = createRoute({
  method: "get",
  path: "/v1/analytics/usage",
  operationId: "getUsage",
  summary: "Get the month's usage",
  description: "What the organization has used of its plan, and what its calls cost.",
  tags,
  responses: { 200: json(Usage), ...problems() },
});

const moment = { at: z.iso.datetime(), offsetMs: z.int().describe("Since the call began, or since its first event") };
const ms = z.int().nullable();

export const Timeline = z
  .object({
    callId: z.uuid(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    events: z.array(z.object({ seq: z.int(), type: z.string(), ...moment, data: z.record(z.string(), z.unknown()) })),
    turns: z.array(
      z.object({ number: z.int(), turnMs: ms, modelMs: ms, voiceMs: ms, transcriberMs: ms, endpointingMs: ms }),
    ),
    tools: z.array(
      z.object({
        toolCallId: z.string(),
        name: z.string(),
        ...moment,
        durationMs: ms.describe("Until its answer; null when none came, or nobody knows when"),
        failed: z.boolean(),
      }),
    ),
    handoffs: z.array(z.object({ ...moment, from: z.string().nullable(), to: z.string().nullable() })),
  })
  .openapi("CallTimeline", { example: EXAMPLE_TIMELINE });
export type Timeline = z.infer<typeof Timeline>;

export const getCallTimeline = createRoute({
  method: "get",
  path: "/v1/analytics/calls/{id}/timeline",
  operationId: "getCallTimeline",
  summary: "Get a call's timeline",
  description: "Its events, turns with their latencies, functions and handoffs, in the order of time.",
  tags,
  request: { params: IdParam },
  responses: { 200: json(Timeline), ...problems("not_found", "validation_failed") },
});
