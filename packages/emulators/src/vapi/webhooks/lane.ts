import type { Emulator } from "../context.ts";
import type { JsonObject } from "../json.ts";
import { textAt } from "../json.ts";
import type { Random } from "../random.ts";
import type { Reply } from "./post.ts";
import { pause, post } from "./post.ts";

/** The messages of one call on their way out. */
export type Lane = {
  /** Puts a message behind the ones before it. The call does not wait. */
  send(server: JsonObject | undefined, message: JsonObject): void;
  /** Sends a message whose answer the call waits for; undefined when there was none. */
  request(
    server: JsonObject | undefined,
    message: JsonObject,
    options?: { onceWithinMs?: number },
  ): Promise<Reply | undefined>;
  /** When all that was sent has been answered or given up. */
  idle(): Promise<void>;
};

/**
 * In order, with a limit: a message waits only so long for the one before it. The faults (lost, repeated, swapped with
 * the next, late) are drawn from the call's own numbers.
 */
export function createLane(emulator: Emulator, callId: string | undefined, random: Random): Lane {
  let tail: Promise<void> = Promise.resolve();
  const running = new Set<Promise<unknown>>();
  let swapped: (() => void) | undefined;

  function track<T>(work: Promise<T>): Promise<T> {
    running.add(work);
    void work.finally(() => running.delete(work));
    return work;
  }

  function enqueue(work: () => Promise<unknown>): void {
    tail = tail.then(
      () =>
        new Promise((resolve) => {
          const impatient = emulator.clock.after(emulator.settings.orderPatienceMs, resolve);
          void track(work()).finally(() => {
            impatient();
            resolve();
          });
        }),
    );
  }

  function flushSwapped(): void {
    const late = swapped;
    swapped = undefined;
    late?.();
  }

  return {
    send(server, message) {
      const url = textAt(server, "url");
      const fault = emulator.faults.webhooks(callId);
      // Always three draws, so that one fault does not shift the others.
      const lost = random.chance(fault.lose);
      const repeated = random.chance(fault.repeat);
      const reordered = random.chance(fault.reorder);
      if (server === undefined || url === undefined) return;
      const delivery = emulator.journal.open(callId, url, message);
      if (lost) {
        delivery.outcome = "lost";
        return;
      }
      const deliver = (): void => {
        enqueue(async () => {
          await pause(emulator, fault.delayMs);
          await post(emulator, server, delivery);
        });
        if (repeated) enqueue(() => post(emulator, server, emulator.journal.open(callId, url, message)));
      };
      if (reordered && swapped === undefined) {
        // The last message of a call has no successor to change places with.
        const cancel = emulator.clock.after(emulator.settings.orderPatienceMs, flushSwapped);
        swapped = () => {
          cancel();
          deliver();
        };
        return;
      }
      deliver();
      flushSwapped();
    },
    request(server, message, options = {}) {
      const url = textAt(server, "url");
      if (server === undefined || url === undefined) return Promise.resolve(undefined);
      const delivery = emulator.journal.open(callId, url, message);
      return new Promise((resolve) => {
        enqueue(async () => {
          const reply = await post(emulator, server, delivery, options);
          resolve(reply);
        });
      });
    },
    async idle() {
      for (;;) {
        flushSwapped();
        const before = tail;
        await before;
        await Promise.all(running);
        if (before === tail && running.size === 0 && swapped === undefined) return;
      }
    },
  };
}
