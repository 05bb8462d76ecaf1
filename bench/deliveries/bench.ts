/**
 * From an event that is written to the first attempt at the organization's endpoints: the outbox, the lanes, a signed
 * POST. Beside it pg-boss on the same Postgres, whose worker sends the same POST. Fails when p50 is above 0.3 s or p99
 * above 1 s, when six endpoints take more than 1.5 times as long as one, or when an event does not arrive.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { startReceiver, type Receiver } from "../../tests/receiver.ts";
import { readOptions } from "../options.ts";
import { median, percentile, report } from "../results.ts";
import { onThrowawayPostgres, type Throwaway } from "../throwaway-postgres.ts";
import { startBoss } from "./boss.ts";
import { startOurs, type Write } from "./ours.ts";

const { rounds, seconds } = readOptions({ rounds: 3, seconds: 10 });
const RATES = [20, 50];
const ENDPOINTS = [1, 6];
const MOST = { p50: 300, p99: 1000, timesOne: 1.5 };
/** The longest that the last events of a round may take. */
const LAST_EVENTS_MS = 30_000;
const WARM_UP = { aSecond: 5, seconds: 2 };

type Side = "ours" | "theirs";
/** Of all rounds, the milliseconds of every event to every endpoint; and how many did not come. */
type Heard = { times: number[]; p50s: number[]; lost: number };

await onThrowawayPostgres(measure);

async function measure(throwaway: Throwaway): Promise<void> {
  const receiver = await startReceiver();
  throwaway.closing.push(receiver.close);
  const arrivals = noteArrivals(receiver);
  const addresses = (side: Side) =>
    ENDPOINTS.map((count) =>
      Array.from({ length: count }, (_, index) => arrivals.address(`${side}-${count}-${index}`)),
    );
  const writers = {
    ours: await startOurs(throwaway, addresses("ours")),
    theirs: await startBoss(throwaway, addresses("theirs")),
  };

  console.log(`Event to first attempt, ${seconds} s a round, ${rounds} rounds in turns; p50 / p99 in ms.\n`);
  const p50OfOne = new Map<number, number>();
  for (const [index, endpoints] of ENDPOINTS.entries()) {
    const write = { ours: writers.ours[index], theirs: writers.theirs[index] };
    if (write.ours === undefined || write.theirs === undefined) throw new Error("nobody writes");
    for (const side of ["ours", "theirs"] as const)
      await send(write[side] ?? fail, WARM_UP.aSecond, WARM_UP.seconds, endpoints, arrivals);
    for (const aSecond of RATES) {
      const heard: Record<Side, Heard> = { ours: nothing(), theirs: nothing() };
      for (let round = 0; round < rounds; round += 1)
        for (const side of ["ours", "theirs"] as const) {
          const { times, lost } = await send(write[side] ?? fail, aSecond, seconds, endpoints, arrivals);
          heard[side].times.push(...times);
          heard[side].p50s.push(median(times));
          heard[side].lost += lost;
        }
      check(endpoints, aSecond, heard, p50OfOne.get(aSecond));
      if (endpoints === 1) p50OfOne.set(aSecond, median(heard.ours.times));
    }
  }
}

function nothing(): Heard {
  return { times: [], p50s: [], lost: 0 };
}

function fail(): never {
  throw new Error("nobody writes");
}

type Arrivals = ReturnType<typeof noteArrivals>;

/** Every first arrival of an event at an endpoint; events have a resource each. */
function noteArrivals(receiver: Receiver) {
  const sentAt = new Map<string, number>();
  const seen = new Set<string>();
  let times: number[] = [];
  return {
    /** The address of a new endpoint. */
    address(name: string): string {
      receiver.answer(`/${name}`, ({ path, body }) => {
        const from = sentAt.get(body.resource.id);
        const arrival = `${path} ${body.resource.id}`;
        if (from !== undefined && !seen.has(arrival)) times.push(performance.now() - from);
        seen.add(arrival);
        return { status: 200, body: "merci" };
      });
      return `${receiver.url}/${name}`;
    },
    begin(): void {
      times = [];
      seen.clear();
      sentAt.clear();
      receiver.received.length = 0;
    },
    sent: (resourceId: string) => void sentAt.set(resourceId, performance.now()),
    times: () => times,
  };
}

/** Writes so many events a second, on time whatever becomes of them, and waits until all have arrived. */
async function send(write: Write, aSecond: number, forSeconds: number, endpoints: number, arrivals: Arrivals) {
  arrivals.begin();
  const events = aSecond * forSeconds;
  const writing: Promise<void>[] = [];
  const from = performance.now();
  for (let index = 0; index < events; index += 1) {
    await pause(Math.max(0, from + (index * 1000) / aSecond - performance.now()));
    const resourceId = randomUUID();
    arrivals.sent(resourceId);
    writing.push(write(resourceId));
  }
  await Promise.all(writing);
  const expected = events * endpoints;
  const until = performance.now() + LAST_EVENTS_MS;
  while (arrivals.times().length < expected && performance.now() < until) await pause(20);
  return { times: arrivals.times(), lost: expected - arrivals.times().length };
}

function check(endpoints: number, aSecond: number, { ours, theirs }: Record<Side, Heard>, p50OfOne?: number): void {
  const p50 = median(ours.times);
  const p99 = percentile(ours.times, 0.99);
  const ratio = median(ours.p50s.map((one, round) => one / (theirs.p50s[round] ?? NaN)));
  const limits = [`p50 ≤ ${MOST.p50} ms, p99 ≤ ${MOST.p99} ms`];
  if (p50OfOne !== undefined) limits.push(`p50 ≤ ${MOST.timesOne} × of one endpoint`);
  const isNearOne = p50OfOne === undefined || p50 <= MOST.timesOne * p50OfOne;
  report({
    work: `an event to ${endpoints === 1 ? "one endpoint" : `${endpoints} endpoints`}, ${aSecond}/s`,
    measured: `p50 / p99 ${p50.toFixed(0)} / ${p99.toFixed(0)} ms; ${ours.lost} lost`,
    peer: `pg-boss ${median(theirs.times).toFixed(0)} / ${percentile(theirs.times, 0.99).toFixed(0)} ms; ${theirs.lost} lost`,
    ratio,
    goal: `${limits.join(", ")}, none lost`,
    holds: p50 <= MOST.p50 && p99 <= MOST.p99 && isNearOne && ours.lost === 0,
  });
}
