import { z } from "zod";
import type { TestSettings } from "../tests/contract.ts";
import type { Counts, Latency, Line, RubricVerdict, TestAttempt } from "./contract.ts";
import { reasonName, verdictName } from "./simulation.ts";

const MAX_LINES = 400;
const MAX_LINE = 4000;
const MAX_REASON = 2000;
/** Vapi may write its evaluations after it says that a call is over. */
const JUDGED_WITHIN_MS = 2 * 60_000;

const Evaluation = z.object({
  name: z.string(),
  extractedValue: z.unknown(),
  passed: z.boolean(),
  error: z.string().nullish(),
  isSkipped: z.boolean().nullish(),
  skipReason: z.string().nullish(),
});
type Evaluation = z.infer<typeof Evaluation>;

const Milliseconds = z.number().nonnegative().nullish();

/** The parts that are read of an item of a run of Vapi's simulations (reference §8.1). */
export const SimulationItem = z.object({
  id: z.string(),
  status: z.enum(["queued", "running", "evaluating", "passed", "failed", "canceled"]),
  iterationNumber: z.number().int().positive().default(1),
  startedAt: z.iso.datetime().nullish(),
  completedAt: z.iso.datetime().nullish(),
  failedAt: z.iso.datetime().nullish(),
  canceledAt: z.iso.datetime().nullish(),
  failureReason: z.string().nullish(),
  results: z
    .object({
      evaluations: z.array(Evaluation),
      latencyMetrics: z
        .object({
          turnCount: z.number().int().nonnegative(),
          avgTurn: Milliseconds,
          avgTranscriber: Milliseconds,
          avgModel: Milliseconds,
          avgVoice: Milliseconds,
        })
        .nullish(),
    })
    .nullish(),
  metadata: z.object({ call: z.object({ messages: z.array(z.unknown()).nullish() }).nullish() }).nullish(),
});
export type SimulationItem = z.infer<typeof SimulationItem>;

export type Attempt = {
  status: TestAttempt["status"];
  reason: string | null;
  rubrics: RubricVerdict[];
  transcript: Line[];
  latency: Latency | null;
  startedAt: Date | null;
  endedAt: Date | null;
};

export const toVerdicts = (rubrics: TestSettings["rubrics"]): RubricVerdict[] =>
  rubrics.map(({ text, required }) => ({ text, required, verdict: null, reason: null }));

/**
 * The attempt behind an item. Vapi passes an item whose evaluations were all skipped; here an attempt that could not be
 * judged has not passed.
 */
export function toAttempt(item: SimulationItem, { rubrics }: Pick<TestSettings, "rubrics">, now: number): Attempt {
  const verdicts = judge(rubrics, item.results?.evaluations ?? []);
  const endedAt = toDate(item.completedAt ?? item.failedAt ?? item.canceledAt);
  const isJudged = item.results !== null && item.results !== undefined;
  const isAwaited = !isJudged && endedAt !== null && now - endedAt.getTime() < JUDGED_WITHIN_MS;
  const { status, reason } = statusOf(item, verdicts, isAwaited);
  return {
    status,
    reason: reason === null ? null : toStorable(reason, MAX_REASON),
    rubrics: verdicts,
    transcript: toTranscript(item.metadata?.call?.messages ?? []),
    latency: toLatency(item.results?.latencyMetrics),
    startedAt: toDate(item.startedAt),
    endedAt,
  };
}

function judge(rubrics: TestSettings["rubrics"], evaluations: Evaluation[]): RubricVerdict[] {
  const byName = new Map(evaluations.map((evaluation) => [evaluation.name, evaluation]));
  return rubrics.map(({ text, required }, index) => {
    const found = byName.get(verdictName(index));
    if (found === undefined) return { text, required, verdict: null, reason: null };
    const reason = found.error ?? found.skipReason ?? byName.get(reasonName(index))?.extractedValue;
    return {
      text,
      required,
      verdict: found.isSkipped === true ? "skipped" : found.passed ? "passed" : "failed",
      reason: typeof reason === "string" && reason.trim() !== "" ? toStorable(reason, MAX_REASON) : null,
    };
  });
}

function statusOf(
  item: SimulationItem,
  verdicts: RubricVerdict[],
  isAwaited: boolean,
): Pick<Attempt, "status" | "reason"> {
  const failure = item.failureReason ?? null;
  switch (item.status) {
    case "queued":
      return { status: "queued", reason: null };
    case "running":
    case "evaluating":
      return { status: "running", reason: null };
    case "canceled":
      return { status: "canceled", reason: failure };
    case "passed":
    case "failed": {
      if (isAwaited && failure === null) return { status: "running", reason: null };
      const required = verdicts.filter((verdict) => verdict.required);
      const failed = required.find(({ verdict }) => verdict === "failed");
      if (failed !== undefined)
        return { status: "failed", reason: failed.reason ?? failure ?? `Not met: ${failed.text}` };
      if (item.status === "failed") return { status: "failed", reason: failure ?? "The call failed." };
      const judged = verdicts.some(({ verdict }) => verdict === "passed" || verdict === "failed");
      const open = required.find(({ verdict }) => verdict !== "passed");
      if (open !== undefined || !judged)
        return { status: "skipped", reason: open?.reason ?? "None of the rubrics could be judged." };
      return { status: "passed", reason: null };
    }
  }
}

/** In the conversation of a simulation, the assistant is the one that is tested, and the user is the tester. */
const Spoken = z.object({ role: z.enum(["assistant", "user", "tool"]), content: z.string() });
const ROLES = { assistant: "assistant", user: "caller", tool: "tool" } as const;

const toTranscript = (messages: unknown[]): Line[] =>
  messages.slice(0, MAX_LINES).flatMap((message) => {
    const { data } = Spoken.safeParse(message);
    if (data === undefined || data.content.trim() === "") return [];
    return [{ role: ROLES[data.role], text: toStorable(data.content, MAX_LINE) }];
  });

type Metrics = NonNullable<NonNullable<SimulationItem["results"]>["latencyMetrics"]>;
const toLatency = (metrics: Metrics | null | undefined): Latency | null =>
  metrics
    ? {
        turns: metrics.turnCount,
        averageTurnMs: rounded(metrics.avgTurn),
        averageTranscriberMs: rounded(metrics.avgTranscriber),
        averageModelMs: rounded(metrics.avgModel),
        averageVoiceMs: rounded(metrics.avgVoice),
      }
    : null;

const rounded = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : Math.round(ms));
const toDate = (iso: string | null | undefined) => (iso === null || iso === undefined ? null : new Date(iso));
/** A transcript may hold any character, but Postgres takes neither U+0000 nor half of a surrogate pair. */
const toStorable = (text: string, max: number) => text.replaceAll("\0", "").slice(0, max).toWellFormed();

/** How many attempts there are of each status. */
export function countAttempts(statuses: TestAttempt["status"][]): Counts {
  const counts: Counts = {
    total: statuses.length,
    queued: 0,
    running: 0,
    passed: 0,
    failed: 0,
    skipped: 0,
    canceled: 0,
  };
  for (const status of statuses) counts[status] += 1;
  return counts;
}
