/** The clock, handed in. */
export type ReceiveParts = { now: () => number; pause: (ms: number) => Promise<void> };

export const REAL: ReceiveParts = {
  now: () => Date.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
