import { backoffMs } from "../retry/backoff.ts";

/**
 * What an isolate knows of Vapi's health, as plain data: requests share it, and no request's promise or timer is in it.
 *
 * Requests are tenants' and may fail by what a tenant wrote, so their failures only raise suspicion. The probe decides: a
 * cheap question of ours with nothing of a tenant's in it. While it is answered, every request is let through.
 */
export type Breaker = {
  /** When the last failures were seen, oldest first: `SUSPECT_AFTER` at most. */
  failedAt: readonly number[];
  /** When a request last came back, whatever it said. */
  answeredAt: number;
  /** When the probe was last sent. */
  probedAt: number;
  /** While one request asks the probe: until when it is waited for. Its exact value says whose turn it is. */
  probeUntil: number | null;
  /** Set while nothing is asked of Vapi. */
  open: { since: number; until: number; times: number } | null;
};

export type BreakerTiming = {
  /** Before the first probe of an outage; doubles with each that fails. */
  pauseMs: number;
  /** How long a probe may take. */
  probeMs: number;
};

/** What becomes of a request: it goes, it asks the probe first, or it is refused at once. */
export type Admission = "go" | "probe" | "stop";

/** So many failures are no accident of one request. */
export const SUSPECT_AFTER = 3;
/** They lie within this time: three hanging requests of one person, one after the other, do. */
const WINDOW_MS = 120_000;
/** Somebody whose requests always fail makes us ask the probe this often at most. */
const PROBE_GAP_MS = 5_000;
/** The longest pause is this many of the first. */
const LONGEST_PAUSE = 6;
/** A probe that is not heard of any more, for its request was cancelled, holds the others up no longer than this beyond its time. */
const PROBE_MARGIN_MS = 1_000;

export const newBreaker = (now: number): Breaker => ({
  failedAt: [],
  answeredAt: now,
  probedAt: Number.NEGATIVE_INFINITY,
  probeUntil: null,
  open: null,
});

const isProbing = ({ probeUntil }: Breaker, now: number) => probeUntil !== null && now < probeUntil;

export function admit(breaker: Breaker, now: number): Admission {
  if (breaker.open === null) return "go";
  return now < breaker.open.until || isProbing(breaker, now) ? "stop" : "probe";
}

/** When it is worth asking again, in epoch milliseconds; undefined while requests go. */
export function retryAt(breaker: Breaker, now: number, { probeMs }: BreakerTiming): number | undefined {
  if (breaker.open === null) return undefined;
  return Math.max(breaker.open.until, isProbing(breaker, now) ? (breaker.probeUntil ?? now) : now + probeMs);
}

/** A request came back: an answer, or a refusal. It does not undo failures, for some routes may answer while others hang. */
export const afterAnswer = (breaker: Breaker, now: number): Breaker => ({ ...breaker, answeredAt: now });

/** A request timed out, lost its connection, or was answered 5xx. */
export const afterFailure = (breaker: Breaker, now: number): Breaker => ({
  ...breaker,
  failedAt: [...breaker.failedAt, now].slice(-SUSPECT_AFTER),
});

/** True when failures are many enough for the probe to be asked. */
export const isSuspect = (breaker: Breaker, now: number) =>
  breaker.open === null && areMany(breaker, now) && !isProbing(breaker, now) && now - breaker.probedAt >= PROBE_GAP_MS;

/** True when nothing was answered for so long that only the probe can say how Vapi is. */
export const isQuiet = (breaker: Breaker, now: number, quietMs: number) =>
  breaker.open === null && !isProbing(breaker, now) && now - breaker.answeredAt >= quietMs;

/** One request takes the probe upon it. `probeUntil` of the answer is what `afterProbe` is told. */
export const beginProbe = (breaker: Breaker, now: number, { probeMs }: BreakerTiming) => ({
  ...breaker,
  probedAt: now,
  probeUntil: now + probeMs + PROBE_MARGIN_MS,
});

export type ProbeOutcome = {
  /** `probeUntil` as it was when this probe began. */
  turn: number;
  isAnswered: boolean;
  now: number;
  /** In [0, 1). */
  random: number;
};

/** What the probe said. A probe whose turn is over says nothing. */
export function afterProbe(
  breaker: Breaker,
  { turn, isAnswered, now, random }: ProbeOutcome,
  { pauseMs }: BreakerTiming,
): Breaker {
  if (breaker.probeUntil !== turn) return breaker;
  const over = { ...breaker, probeUntil: null };
  if (isAnswered) return { ...over, failedAt: [], answeredAt: now, open: null };
  const failed = afterFailure(over, now);
  const times = (breaker.open?.times ?? 0) + 1;
  if (breaker.open === null && !areMany(failed, now)) return failed;
  const pause = backoffMs(times, { firstMs: pauseMs, longestMs: pauseMs * LONGEST_PAUSE, spread: [0.75, 1], random });
  const [first = now] = areMany(breaker, now) ? breaker.failedAt : failed.failedAt;
  const since = breaker.open?.since ?? first;
  return { ...failed, open: { since, until: now + pause, times } };
}

function areMany({ failedAt }: Breaker, now: number): boolean {
  const [first] = failedAt;
  return failedAt.length >= SUSPECT_AFTER && first !== undefined && now - first <= WINDOW_MS;
}
