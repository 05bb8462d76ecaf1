import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export type Target = { url: string; headers: Record<string, string> };
/** What listeners.ts does. */
export type Order =
  | { type: "connect"; targets: Target[] }
  | { type: "begin"; round: number }
  | { type: "count" }
  | { type: "tell" };
/** What the listeners of one round have, as listeners.ts counts it. */
export type Count = {
  /** By event, the milliseconds from before it was sent until each listener had it; an event that nobody had leaves a hole. */
  latencies: number[][];
  received: number;
  /** The streams that ended, which none should. */
  ended: number;
};
export type Heard = {
  /** Of the events that were taken, in their order. */
  latencies: number[][];
  /** Events that were not taken: whoever sent them knows, and Vapi would repeat them. */
  refused: number;
  /** Events that were taken, and that a listener did not get: one for each. */
  lost: number;
  ended: number;
};

/** The longest that the last events of a round may take: a queue that grew shows as a time, not as a loss. */
const LAST_EVENTS_MS = 30_000;

export interface Crowd {
  /** How often its listeners were turned away before they were connected. */
  turnedAway: number;
  /**
   * Sends so many events a second, whatever the listeners do, and says when each listener had each.
   * @param send whether the event was taken
   */
  hear(eventsASecond: number, seconds: number, send: (text: string) => Promise<boolean>): Promise<Heard>;
  leave(): Promise<void>;
}

let rounds = 0;

/** Listeners, all connected when this resolves. */
export async function gather(targets: Target[]): Promise<Crowd> {
  const child = fork(join(import.meta.dirname, "listeners.ts"));
  const ask = async <T>(order: Order): Promise<T> => {
    const answered = once(child, "message");
    child.send(order);
    const [answer] = await answered;
    if (answer.failed !== undefined) throw new Error(answer.failed);
    // listeners.ts answers each order once.
    return answer as T;
  };
  const { turnedAway } = await ask<{ turnedAway: number }>({ type: "connect", targets });
  return {
    turnedAway,
    async hear(eventsASecond, seconds, send) {
      const round = (rounds += 1);
      const events = eventsASecond * seconds;
      await ask({ type: "begin", round });
      const sent: Promise<boolean>[] = [];
      const from = performance.now();
      for (let index = 0; index < events; index += 1) {
        await pause(Math.max(0, from + (index * 1000) / eventsASecond - performance.now()));
        sent.push(send(`sent ${round} ${index} ${process.hrtime.bigint()}`));
      }
      const taken = await Promise.all(sent);
      const expected = taken.filter(Boolean).length * targets.length;
      const until = performance.now() + LAST_EVENTS_MS;
      while ((await ask<{ received: number }>({ type: "count" })).received < expected && performance.now() < until)
        await pause(50);
      const { latencies, ended } = await ask<Count>({ type: "tell" });
      const ofTaken = taken.flatMap((isTaken, index) => (isTaken ? [latencies[index] ?? []] : []));
      return {
        latencies: ofTaken,
        refused: taken.length - ofTaken.length,
        lost: ofTaken.reduce((lost, had) => lost + targets.length - had.length, 0),
        ended,
      };
    },
    async leave() {
      const left = once(child, "exit");
      child.kill();
      await left;
    },
  };
}
