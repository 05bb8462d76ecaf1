import type { VoiceStanding } from "../rpc/voice.ts";
import {
  admit,
  afterAnswer,
  afterFailure,
  afterProbe,
  beginProbe,
  isQuiet,
  isSuspect,
  newBreaker,
  retryAt,
  type Breaker,
  type BreakerTiming,
} from "./breaker.ts";
import { toVapiFailure, VapiNotAsked, VapiUnavailable } from "./errors.ts";

/** After this long without an answer of Vapi's, who wants to know how it is has the probe asked. */
const QUIET_MS = 30_000;
/** What waits for Vapi begins within this many first pauses of its coming back, not all at once. */
const SPREAD = 3;

export type GateParts = {
  /** Where the breaker is kept: one an isolate. */
  kept: { breaker: Breaker };
  /** Resolves when Vapi answered it, and rejects otherwise, within `timing.probeMs`. */
  probe(): Promise<void>;
  timing: BreakerTiming;
  now(): number;
  random(): number;
  /** Vapi is taken to be away, or to be back. */
  onChange(standing: VoiceStanding): void;
};

/** The way to Vapi. After a few failures, and a probe that fails too, nothing passes until a probe is answered. */
export function createGate({ kept, probe, timing, now, random, onChange }: GateParts) {
  async function leadProbe(): Promise<boolean> {
    const begun = beginProbe(kept.breaker, now(), timing);
    kept.breaker = begun;
    const isAnswered = await probe().then(
      () => true,
      () => false,
    );
    const outcome = { turn: begun.probeUntil, isAnswered, now: now(), random: random() };
    const wasOpen = kept.breaker.open !== null;
    kept.breaker = afterProbe(kept.breaker, outcome, timing);
    if (wasOpen !== (kept.breaker.open !== null)) onChange(standingOf(kept.breaker));
    return isAnswered;
  }

  /** Whether a request may go; asks the probe when it is its turn. */
  async function isOpenFor(): Promise<boolean> {
    if (admit(kept.breaker, now()) === "probe") await leadProbe();
    return admit(kept.breaker, now()) === "go";
  }

  function notAsked(): VapiNotAsked {
    const at = now();
    const since = kept.breaker.open?.since ?? kept.breaker.failedAt[0] ?? at;
    return new VapiNotAsked(new Date(since), (retryAt(kept.breaker, at, timing) ?? at + timing.pauseMs) - at);
  }

  return {
    /**
     * One request to Vapi.
     * @throws {VapiNotAsked} at once, with nothing sent, while Vapi does not answer; `VapiRefused` or `VapiUnavailable`
     */
    async ask<T>(work: () => PromiseLike<T>): Promise<T> {
      if (!(await isOpenFor())) throw notAsked();
      try {
        const value = await work();
        kept.breaker = afterAnswer(kept.breaker, now());
        return value;
      } catch (err) {
        const failure = toVapiFailure(err);
        if (!isOutage(failure)) {
          kept.breaker = afterAnswer(kept.breaker, now());
          throw failure;
        }
        kept.breaker = afterFailure(kept.breaker, now());
        if (isSuspect(kept.breaker, now())) await leadProbe();
        throw failure;
      }
    },

    /**
     * Before work that can wait: undefined when Vapi may be asked, else when to come back. The moments that are given are
     * spread, so that all that waits does not begin at once.
     */
    async comeBackAt(): Promise<Date | undefined> {
      if (await isOpenFor()) return undefined;
      const at = now();
      const soonest = retryAt(kept.breaker, at, timing) ?? at;
      return new Date(soonest + Math.round(random() * SPREAD * timing.pauseMs));
    },

    /**
     * Before anything is stored for a request that only Vapi can carry out. Where it has not answered anything for a while, the
     * probe is asked first: better a moment later than a call of which nobody knows whether it was made.
     * @throws {VapiNotAsked} when it does not answer
     */
    async requireAnswering(): Promise<void> {
      if (!(await isOpenFor())) throw notAsked();
      if (isQuiet(kept.breaker, now(), QUIET_MS) && !(await leadProbe())) throw notAsked();
    },

    /** How Vapi is. Where it has not answered anything for a while, the probe says so. */
    async standing(): Promise<VoiceStanding> {
      await isOpenFor();
      if (isQuiet(kept.breaker, now(), QUIET_MS)) await leadProbe();
      return standingOf(kept.breaker);
    },
  };
}

const standingOf = ({ open }: Breaker): VoiceStanding =>
  open === null ? { isAnswering: true } : { isAnswering: false, since: new Date(open.since).toISOString() };

/** True for what says that Vapi is ill: silence, a broken connection, 5xx, a page in place of JSON. Never a 4xx. */
const isOutage = (failure: Error) =>
  failure instanceof VapiUnavailable && (failure.status === undefined || failure.status < 400 || failure.status >= 500);

const breakers = new Map<string, { breaker: Breaker }>();

/** The breaker of an address in this isolate. There is one address outside of tests. */
export function breakerOf(baseUrl: string, now: number): { breaker: Breaker } {
  const known = breakers.get(baseUrl);
  if (known !== undefined) return known;
  const kept = { breaker: newBreaker(now) };
  breakers.set(baseUrl, kept);
  return kept;
}
