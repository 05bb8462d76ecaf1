import * as z from "zod";
import { storedValue, type ValueStorage } from "../stored/value.ts";
import { shapeOf } from "../stored/shape.ts";

/** The watch's storage and alarm: those of a Durable Object, or a fake. */
export type WatchStorage = ValueStorage & {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
};

export type WatchDeps = {
  storage: WatchStorage;
  /** Organizations with rows that wait, after the given one in the order of their ids: at most `atOnce`. */
  waiting(after: string | null, atOnce: number): Promise<string[]>;
  /** Have one swept. Resolves once that is stored. */
  wake(orgId: string): Promise<void>;
  onFailure(err: unknown): void;
  now(): number;
  everyMs: number;
};

/**
 * Arms the watch, once in the caller's lifetime: crons do not run in a local stack, so every object that is woken arms
 * the watch. Never throws; after a failure the next call tries again.
 */
export function armedOnce(arm: () => Promise<void>, onFailure: (err: unknown) => void): () => Promise<void> {
  let isArmed = false;
  return async () => {
    if (isArmed) return;
    isArmed = true;
    try {
      await arm();
    } catch (err) {
      isArmed = false;
      onFailure(err);
    }
  };
}

/**
 * A row that has been due for this long was lost by its sweeper, or became due by a change elsewhere that wakes no
 * sweeper: such as a number, when the assistant that it names is created again at Vapi.
 */
export const overdueMs = (delayMs: number) => 2 * delayMs;

/** The organization after which the next round begins. */
const AFTER = shapeOf("watch", z.string(), [(bare: unknown) => bare]);

/** Each sends Vapi up to ten rows of a kind: most of Vapi's rate limit has to stay for live calls. */
const AT_ONCE = 25;
/** The pause before the next page, if there are more. */
const NEXT_PAGE_MS = 10_000;

/**
 * Finds the organizations whose mirror has work for which nobody woke them. One object for all organizations, with one
 * query a round however many there are. One that fails does not stop the others: the next round goes on after the last.
 */
export function createWatch({ storage, waiting, wake, onFailure, now, everyMs }: WatchDeps) {
  const kept = storedValue(storage, "after", AFTER, { error: (_message, err) => onFailure(err) });
  return {
    /** From then on it sets its own alarm. */
    async arm(): Promise<void> {
      if ((await storage.getAlarm()) === null) await storage.setAlarm(now());
    },

    /** The alarm handler. Never throws: an alarm that does is given up after six tries. */
    async ring(): Promise<void> {
      // Set first, so that it rings again whatever happens.
      await storage.setAlarm(now() + everyMs);
      try {
        const after = (await kept.get()) ?? null;
        const page = await waiting(after, AT_ONCE);
        await Promise.all(page.map((orgId) => wake(orgId).catch(onFailure)));
        const last = page.at(-1);
        if (last === undefined || page.length < AT_ONCE) await kept.delete();
        else {
          await kept.put(last);
          await storage.setAlarm(now() + Math.min(everyMs, NEXT_PAGE_MS));
        }
      } catch (err) {
        onFailure(err);
      }
    },
  };
}
