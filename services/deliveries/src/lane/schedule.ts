const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The wait before each try, the first included.
 * Source: Standard Webhooks, "Deliverability and reliability"
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export const WAITS_MS = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** How long a later event of a resource waits at most for an earlier one that failed: time for two repetitions. */
export const HELD_MS = 10 * MINUTE;
/** A first repetition that comes sooner than that is waited for in any case. */
export const SOON_MS = MINUTE;

/** A longer pause is not accepted from an endpoint: it could delay for ever. */
const LONGEST_ASKED_MS = 24 * HOUR;
/** Endpoints that failed together are not tried again together. */
const JITTER = 0.2;

export type Pace = {
  now: number;
  /** In [0, 1). */
  random: number;
  /** Multiplies the schedule's waits; 1 outside of tests. */
  pace: number;
};

/**
 * When to try again after `tries` of the schedule failed; undefined when it is used up. Never before the schedule's wait,
 * nor before the moment that the endpoint asked for.
 */
export function nextTryMs(tries: number, askedMs: number | undefined, { now, random, pace }: Pace): number | undefined {
  const wait = WAITS_MS[tries];
  if (wait === undefined) return undefined;
  const scheduled = wait * pace * (1 + JITTER * random);
  const asked = Math.min(Math.max((askedMs ?? now) - now, 0), LONGEST_ASKED_MS);
  return now + Math.round(Math.max(scheduled, asked));
}

/** The moment that `Retry-After` names, in seconds or as a date (RFC 9110 §10.2.3); undefined when it is neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return now + Number(text) * SECOND;
  // `Date.parse` accepts much that is no HTTP date. An HTTP date begins with the name of a day.
  const at = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : at;
}
