/**
 * Listeners in a process of their own, so that they do not wait for the one that sends. Each has a connection of its own.
 * An event's text has the time at which it was sent, by the monotonic clock that the processes of a machine share.
 */
import { get } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Count, Order, Target } from "./crowd.ts";

const CONNECTING_AT_ONCE = 20;
/** As a browser does whose stream is refused: it comes back. */
const RECONNECT_MS = 1_000;
const TRIES = 60;
const SENT = /sent (\d+) (\d+) (\d+)/g;

let round = -1;
let heard: Count = { latencies: [], received: 0, ended: 0 };
/** How often a listener was turned away before it was connected. */
let turnedAway = 0;
/** Of each listener, the events of this round that it has: a repeated one does not count. */
let seen: Set<number>[] = [];

// Whoever started it may fail: the connections would keep this process alive.
process.on("disconnect", () => process.exit());
process.on("message", (order: Order) => {
  if (order.type === "connect") void connectAll(order.targets);
  if (order.type === "begin") {
    round = order.round;
    heard = { latencies: [], received: 0, ended: heard.ended };
    seen = seen.map(() => new Set());
    process.send?.({ begun: true });
  }
  if (order.type === "count") process.send?.({ received: heard.received });
  if (order.type === "tell") process.send?.(heard);
});

async function connectAll(targets: Target[]): Promise<void> {
  seen = targets.map(() => new Set());
  const waiting = [...targets.entries()];
  const connectSome = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await connectAtLast(...next);
  };
  try {
    await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, connectSome));
    process.send?.({ connected: targets.length, turnedAway });
  } catch (err) {
    process.send?.({ failed: String(err) });
  }
}

async function connectAtLast(listener: number, target: Target): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      return await connect(listener, target);
    } catch (err) {
      if (tries === TRIES) throw err;
      turnedAway += 1;
      await pause(RECONNECT_MS);
    }
}

function connect(listener: number, { url, headers }: Target): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { accept: "text/event-stream", ...headers } }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return reject(new Error(`a listener got ${response.statusCode}`));
      }
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        const now = process.hrtime.bigint();
        const text = rest + chunk;
        const end = text.lastIndexOf("\n") + 1;
        rest = text.slice(end);
        for (const [, of, index, sentAt] of text.slice(0, end).matchAll(SENT))
          if (Number(of) === round) hear(listener, Number(index), Number(now - BigInt(sentAt ?? 0)) / 1e6);
      });
      response.on("error", () => undefined);
      response.on("close", () => (heard.ended += 1));
      resolve();
    });
    request.on("error", reject);
  });
}

function hear(listener: number, index: number, latency: number): void {
  const events = seen[listener];
  if (events === undefined || events.has(index)) return;
  events.add(index);
  heard.received += 1;
  (heard.latencies[index] ??= []).push(latency);
}
