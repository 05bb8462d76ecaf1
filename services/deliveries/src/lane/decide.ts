import { nextTryMs, retryAfterMs, type Pace } from "./schedule.ts";

/** Why there was no answer, or none that counts; null with an answer. */
export const FAILURES = ["address", "redirect", "timeout", "network"] as const;
export type Failure = (typeof FAILURES)[number];

/** What came of one request. */
export type Attempt = {
  at: Date;
  durationMs: number;
  status: number | null;
  failure: Failure | null;
  /** The beginning of the answer. */
  answer: string | null;
  retryAfter: string | undefined;
};

export type Waiting = {
  /** What it is about: what happens to one thing is told in order. */
  resourceId: string;
};

/** The first of each resource, at most `atOnce`: what is told of one thing goes one after the other. */
export function pickBatch<Delivery extends Waiting>(due: readonly Delivery[], atOnce: number): Delivery[] {
  const first = new Map<string, Delivery>();
  for (const delivery of due) if (!first.has(delivery.resourceId)) first.set(delivery.resourceId, delivery);
  return [...first.values()].slice(0, atOnce);
}

export const isSuccess = ({ status }: Pick<Attempt, "status">) => status !== null && status >= 200 && status < 300;

export type DeliveryVerdict =
  | { state: "delivered" }
  | { state: "pending"; tries: number; nextAttemptAt: Date }
  | { state: "failed"; tries: number };

const GONE = 410;
/** Those with which a `Retry-After` is meant. */
const ASKS_TO_WAIT = new Set([429, 503]);

/** What becomes of a delivery whose schedule had `tries` used up before this attempt. */
export function judgeDelivery(tries: number, attempt: Attempt, pace: Pace): DeliveryVerdict {
  if (isSuccess(attempt)) return { state: "delivered" };
  const used = tries + 1;
  if (attempt.status === GONE) return { state: "failed", tries: used };
  const next = nextTryMs(used, askedMs(attempt, pace.now), pace);
  return next === undefined
    ? { state: "failed", tries: used }
    : { state: "pending", tries: used, nextAttemptAt: new Date(next) };
}

export type EndpointVerdict = {
  failingSince: Date | null;
  /** When it is sent something again; null for at once. */
  pausedUntil: Date | null;
  /** Why it is disabled, in words for a person; undefined when it is not. */
  disabledReason: string | undefined;
};

/** How long an endpoint may put off all that waits for it. */
const LONGEST_PAUSE_MS = 60 * 60_000;

/** The moment that an attempt's answer asks to wait for, by 429 and 503 alone. */
const askedMs = ({ status, retryAfter }: Attempt, now: number) =>
  ASKS_TO_WAIT.has(status ?? 0) ? retryAfterMs(retryAfter, now) : undefined;

/** What a batch of attempts says about their endpoint. Never asked about none. */
export function judgeEndpoint(
  failingSince: Date | null,
  attempts: readonly Attempt[],
  judging: { now: number; disableAfterMs: number },
): EndpointVerdict {
  const { now } = judging;
  const asked = Math.max(now, ...attempts.map((attempt) => askedMs(attempt, now) ?? now));
  const pausedUntil = asked > now ? new Date(Math.min(asked, now + LONGEST_PAUSE_MS)) : null;
  return { ...judgeFailures(failingSince, attempts, judging), pausedUntil };
}

function judgeFailures(
  failingSince: Date | null,
  attempts: readonly Attempt[],
  { now, disableAfterMs }: { now: number; disableAfterMs: number },
): Omit<EndpointVerdict, "pausedUntil"> {
  const last = attempts.at(-1);
  if (attempts.some(({ status }) => status === GONE)) {
    return { failingSince: failingSince ?? new Date(now), disabledReason: "The address answered 410: it is gone." };
  }
  if (last === undefined || attempts.some(isSuccess)) return { failingSince: null, disabledReason: undefined };
  const since = failingSince ?? new Date(now);
  const isGivenUp = now - since.getTime() >= disableAfterMs;
  return {
    failingSince: since,
    disabledReason: isGivenUp
      ? `Nothing could be delivered since ${dayOf(since)}; the last time, ${SENTENCES[last.failure ?? "status"](last.status)}.`
      : undefined,
  };
}

const dayOf = (moment: Date) => moment.toISOString().slice(0, 10);

const SENTENCES: Record<Failure | "status", (status: number | null) => string> = {
  status: (status) => `the address answered ${status}`,
  address: () => "the address was not one on the public internet",
  redirect: () => "the address led to another one, which is not followed",
  timeout: () => "the address did not answer in time",
  network: () => "the address could not be reached",
};
