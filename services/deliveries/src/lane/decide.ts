import { nextTryMs, retryAfterMs, type Pace } from "./schedule.ts";

/** Why there was no usable answer; null with an answer. */
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

export const isSuccess = ({ status }: Pick<Attempt, "status">) => status !== null && status >= 200 && status < 300;

export type DeliveryVerdict =
  | { state: "delivered" }
  | { state: "pending"; tries: number; nextAttemptAt: Date }
  | { state: "failed"; tries: number };

const GONE = 410;
/** Those with which a `Retry-After` is meant. */
const ASKS_TO_WAIT = new Set([429, 503]);

/** What follows for a delivery that had used `tries` of its schedule before this attempt. */
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
  /** Why the endpoint is disabled, in words for a person; undefined when it is not. */
  disabledReason: string | undefined;
};

/** How long an endpoint may delay all of its deliveries. */
const LONGEST_PAUSE_MS = 60 * 60_000;

/** The moment that an attempt's answer asks to wait for, by 429 and 503 alone. */
const askedMs = ({ status, retryAfter }: Attempt, now: number) =>
  ASKS_TO_WAIT.has(status ?? 0) ? retryAfterMs(retryAfter, now) : undefined;

/** What is known of an endpoint before attempts are judged. */
export type EndpointHealth = Pick<EndpointVerdict, "failingSince" | "pausedUntil">;

/** What a batch of attempts says about its endpoint. The batch is never empty. */
export function judgeEndpoint(
  { failingSince, pausedUntil }: EndpointHealth,
  attempts: readonly Attempt[],
  judging: { now: number; disableAfterMs: number },
): EndpointVerdict {
  const { now } = judging;
  const asked = attempts.map((attempt) => Math.min(askedMs(attempt, now) ?? now, now + LONGEST_PAUSE_MS));
  // Attempts that were under way when the endpoint asked for a pause do not end the pause.
  const until = Math.max(now, pausedUntil?.getTime() ?? now, ...asked);
  return { ...judgeFailures(failingSince, attempts, judging), pausedUntil: until > now ? new Date(until) : null };
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
