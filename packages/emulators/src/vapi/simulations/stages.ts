import type { Speed } from "../clock.ts";
import type { Random } from "../random.ts";

export type ItemStatus = "queued" | "running" | "evaluating" | "passed" | "failed" | "canceled";

/** When an item goes from one stage to the next, in epoch milliseconds; drawn up when it is created. */
export type Stages = {
  startsAt: number;
  /** Absent: it never comes so far. */
  evaluatesAt?: number;
  /** Absent: it runs until somebody cancels it. */
  endsAt?: number;
  /** Results can be written after the end. */
  resultsAt?: number;
  verdict: "passed" | "failed";
};

/** How an item comes to its end. */
export type Course = "evaluated" | "endless" | "crash";

const INSTANT_STAGE_MS = 100;
const QUEUED_MS = [1500, 5000] as const;
const VOICE_MS = [45_000, 110_000] as const;
const CHAT_MS = [9000, 24_000] as const;
const EVALUATING_MS = [4000, 11_000] as const;

export function drawStages(options: {
  now: number;
  speed: Speed;
  voice: boolean;
  course: Course;
  verdict: "passed" | "failed";
  resultsLagMs: number;
  random: Random;
}): Stages {
  const { speed, random, course } = options;
  const lasting = ([low, high]: readonly [number, number]): number => {
    const ms = random.between(low, high);
    return speed === "instant" ? INSTANT_STAGE_MS : Math.round(ms / speed);
  };
  const startsAt = options.now + lasting(QUEUED_MS);
  const spokenAt = startsAt + lasting(options.voice ? VOICE_MS : CHAT_MS);
  const endsAt = spokenAt + lasting(EVALUATING_MS);
  if (course === "endless") return { startsAt, verdict: "failed" };
  if (course === "crash") return { startsAt, endsAt: spokenAt, verdict: "failed" };
  return {
    startsAt,
    evaluatesAt: spokenAt,
    endsAt,
    resultsAt: endsAt + options.resultsLagMs,
    verdict: options.verdict,
  };
}

/** Where an item stands. A cancellation counts only while the item has not ended: nothing ends twice. */
export function statusAt(stages: Stages, canceledAt: number | undefined, now: number): ItemStatus {
  const endsAt = stages.endsAt ?? Number.POSITIVE_INFINITY;
  if (canceledAt !== undefined && canceledAt <= now && canceledAt < endsAt) return "canceled";
  if (now >= endsAt) return stages.verdict;
  if (stages.evaluatesAt !== undefined && now >= stages.evaluatesAt) return "evaluating";
  return now >= stages.startsAt ? "running" : "queued";
}

export function isOver(status: ItemStatus): boolean {
  return status === "passed" || status === "failed" || status === "canceled";
}
