export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back after that many real milliseconds; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
};

// Longer delays overflow a 32-bit timer and would fire at once.
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

export const toIso = (ms: number): string => new Date(ms).toISOString();

/** Multiplies time: 1 is real time, 50 is fast, "instant" does not wait at all. */
export type Speed = number | "instant";

export const toSpeed = (value: unknown): Speed | undefined => {
  if (value === "instant" || value === 0) return "instant";
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;
};
