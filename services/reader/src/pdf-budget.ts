import { AsyncLocalStorage } from "node:async_hooks";
import { inflateSync } from "node:zlib";
import type { FailureCode } from "@allokoli/shared/rpc/reader";
import { Unreadable } from "./unreadable.ts";

/** The counts: bytes allocated in arrays, operators of page descriptions, letters made from their codes. */
export type Work = { bytes: number; operators: number; letters: number };
export type Limits = {
  /** The limits of one step, such as a page: its memory is free again after it. */
  step: Work;
  /** Of all steps together. */
  steps: number;
  /** A limit on time where the clock runs during work; at Cloudflare it advances between steps only. */
  ms: number;
};

type Budget = { limits: Limits; step: Work; whole: Work; endsAt: number; spent?: Unreadable };

const budgets = new AsyncLocalStorage<Budget>();
const none = (): Work => ({ bytes: 0, operators: 0, letters: 0 });
const REASONS = {
  bytes: "expands_too_much",
  letters: "expands_too_much",
  operators: "too_slow",
} as const satisfies Record<keyof Work, FailureCode>;

const clock = Date.now.bind(Date);
/** pdf.js looks at the clock as a form begins and after each hundred operators of it. */
const OPERATORS_A_LOOK = 100;
const LETTERS_A_LOOK = 65_536;
let lettersMade = 0;

// pdf.js limits neither what it unpacks nor how long it works, and it offers no hooks for that. But everything unpacked
// goes into arrays, every operator reads the clock, and every table of codes becomes letters. So these three are
// counted, only for work that runs within limits.
globalThis.Uint8Array = new Proxy(Uint8Array, {
  construct(target, args: unknown[], newTarget) {
    if (typeof args[0] === "number") count("bytes", args[0]);
    return Reflect.construct(target, args, newTarget) as Uint8Array;
  },
});
Date.now = () => {
  count("operators", OPERATORS_A_LOOK);
  return clock();
};
const counted =
  (make: (...codes: number[]) => string) =>
  (...codes: number[]) => {
    lettersMade += codes.length;
    // Not at every count once a limit is passed: a forgiving parser that reads the same letter again would never end.
    if (lettersMade >= LETTERS_A_LOOK) {
      const letters = lettersMade;
      lettersMade = 0;
      count("letters", letters);
    }
    return make(...codes);
  };
String.fromCharCode = counted(String.fromCharCode.bind(String));
String.fromCodePoint = counted(String.fromCodePoint.bind(String));
// The platform's unpacks all that is written to it before anybody can count. Where this one throws, pdf.js uses its own filter.
Object.defineProperty(globalThis, "DecompressionStream", {
  value: class {
    readonly readable: ReadableStream;
    readonly writable: WritableStream;

    constructor(format: string) {
      if (format !== "deflate") throw new TypeError(`${format} is not unpacked here.`);
      const transform = (packed: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>) =>
        controller.enqueue(unpack(packed));
      ({ readable: this.readable, writable: this.writable } = new TransformStream({ transform }));
    }
  },
});

/** pdf.js writes all of a stream at once. */
function unpack(packed: Uint8Array): Uint8Array {
  const budget = budgets.getStore();
  const maxOutputLength = budget === undefined ? packed.length : budget.limits.step.bytes - budget.step.bytes;
  try {
    const unpacked = inflateSync(packed, { maxOutputLength: Math.max(1, maxOutputLength) });
    count("bytes", unpacked.length);
    return unpacked;
  } catch (err) {
    if (err instanceof RangeError && budget !== undefined) spend(budget, "expands_too_much");
    throw err;
  }
}

function count(what: keyof Work, amount: number): void {
  const budget = budgets.getStore();
  if (budget === undefined) return;
  const { limits, step, whole } = budget;
  step[what] += amount;
  whole[what] += amount;
  if (step[what] > limits.step[what] || whole[what] > limits.step[what] * limits.steps) spend(budget, REASONS[what]);
  if (what !== "bytes") requireTime(budget);
}

function requireTime(budget: Budget): void {
  if (clock() > budget.endsAt) spend(budget, "too_slow");
}

function spend(budget: Budget, code: FailureCode): never {
  budget.spent ??= new Unreadable(code);
  throw budget.spent;
}

/**
 * Runs work of pdf.js within limits. pdf.js swallows errors thrown inside it and returns half a result, so a passed
 * limit is thrown here again.
 * @throws {Unreadable} `expands_too_much`, `too_slow`
 */
export async function withinLimits<T>(limits: Limits, work: () => Promise<T>): Promise<T> {
  const budget: Budget = { limits, step: none(), whole: none(), endsAt: clock() + limits.ms };
  try {
    const result = await budgets.run(budget, work);
    if (budget.spent !== undefined) throw budget.spent;
    return result;
  } catch (err) {
    throw budget.spent ?? err;
  }
}

/** Begins the next step. @throws {Unreadable} when the previous step passed a limit */
export function nextStep(): void {
  const budget = budgets.getStore();
  if (budget === undefined) return;
  if (budget.spent !== undefined) throw budget.spent;
  requireTime(budget);
  budget.step = none();
}
