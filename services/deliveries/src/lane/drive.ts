import type { Bell } from "./bell.ts";
import {
  judgeDelivery,
  judgeEndpoint,
  type Attempt,
  type DeliveryVerdict,
  type EndpointHealth,
  type EndpointVerdict,
} from "./decide.ts";

/**
 * Events of different resources are sent side by side, so that one long call does not delay the others. A Worker has
 * six outgoing connections at once.
 */
export const AT_ONCE = 6;
/** Well below the fifteen minutes of an alarm. */
const MAX_RUN_MS = 60_000;

export type Due = { id: string; resourceId: string; tries: number };
/** Of which resources something may be sent. */
export type Turn = {
  /** Those of which something is under way already. */
  busy: string[];
  /** The deliveries that are. */
  underWay: string[];
  /** The resource that had its turn last; null at first. */
  after: string | null;
  atMost: number;
};
export type LaneState<Endpoint, Delivery> = {
  endpoint: Endpoint;
  /** What is due, at most one delivery of each resource. */
  due: Delivery[];
  /** When more will be. */
  next: Date | undefined;
  /** Whether nothing is queued but these and what is under way already. */
  isAll: boolean;
};
export type Settled<Delivery> = { delivery: Delivery; attempt: Attempt; verdict: DeliveryVerdict };

type Reached = EndpointHealth & { url: string };

export type LaneDeps<Endpoint extends Reached, Delivery extends Due> = {
  /** Undefined when nothing may be sent to the endpoint, for good or for now. */
  read(now: Date, turn: Turn): Promise<LaneState<Endpoint, Delivery> | undefined>;
  /** Never throws for what the endpoint does. */
  send(endpoint: Endpoint, delivery: Delivery): Promise<Attempt>;
  /** Resolves with whether one of them is queued still: to be tried again, or because somebody queued it anew meanwhile. */
  settle(endpoint: Endpoint, settled: Settled<Delivery>[], verdict: EndpointVerdict): Promise<boolean>;
  /** Whose turn it was last. It is kept between runs; else each run would begin with the same resources. */
  turns: { last: string | null };
  /** `isUnderWay`: who wakes the lane need not start a run. `isWoken`: something was queued since the queue was read. */
  run: { isUnderWay: boolean; isWoken: boolean };
  /** Rings when an answer comes back or there is more to send. */
  bell: Bell;
  /** Calls back after so many milliseconds, unless what is returned is called before. */
  after(ms: number, callBack: () => void): () => void;
  now(): number;
  random(): number;
  pace: number;
  disableAfterMs: number;
};

/**
 * Send what is due to one endpoint until nothing is due: up to six at once, so that a slow answer delays only its own
 * resource. Answers that come back together are stored together. The queue is read again only when it may have something
 * that was not seen: most events are alone in it, and reading it takes most of Postgres' time. A delivery that was sent
 * but not settled, because of a crash or of Postgres, is sent again: at least once, with the same id.
 * @returns when to go on; undefined when nothing waits
 */
export async function driveLane<Endpoint extends Reached, Delivery extends Due>(
  deps: LaneDeps<Endpoint, Delivery>,
): Promise<Date | undefined> {
  const { now, random, pace, disableAfterMs, bell, turns, run } = deps;
  const stopAt = now() + MAX_RUN_MS;
  const sending = new Set<Promise<void>>();
  // A resource, and the delivery of it that is under way. Until that is settled, it is still due in the queue.
  const busy = new Map<string, string>();
  const landed: (Settled<Delivery> & { url: string })[] = [];
  const failures: unknown[] = [];
  let endpoint: Endpoint | undefined;
  // Nothing is queued but what is under way, unless the lane was woken since.
  let isAllKnown = false;

  const start = (to: Endpoint, delivery: Delivery) => {
    turns.last = delivery.resourceId;
    busy.set(delivery.resourceId, delivery.id);
    const landing = deps
      .send(to, delivery)
      .then((attempt) => {
        const verdict = judgeDelivery(delivery.tries, attempt, { now: now(), random: random(), pace });
        landed.push({ delivery, attempt, verdict, url: to.url });
      })
      .catch((err: unknown) => void failures.push(err))
      .finally(() => {
        sending.delete(landing);
        bell.ring();
      });
    sending.add(landing);
  };

  const settle = async (to: Endpoint) => {
    const settled = landed.splice(0);
    // The endpoint has another address by now: these attempts say nothing about it.
    const attempts = settled.filter(({ url }) => url === to.url).map(({ attempt }) => attempt);
    const verdict: EndpointVerdict =
      attempts.length === 0
        ? { failingSince: to.failingSince, pausedUntil: to.pausedUntil, disabledReason: undefined }
        : judgeEndpoint(to, attempts, { now: now(), disableAfterMs });
    if (await deps.settle(to, settled, verdict)) isAllKnown = false;
    for (const { delivery } of settled) busy.delete(delivery.resourceId);
    return { ...to, failingSince: verdict.failingSince, pausedUntil: verdict.pausedUntil };
  };

  run.isUnderWay = true;
  try {
    for (;;) {
      const ring = bell.next();
      if (endpoint !== undefined && landed.length > 0) endpoint = await settle(endpoint);
      if (failures.length > 0) throw failures[0];
      const isOver = now() >= stopAt;
      let next: Date | undefined;
      if (!isOver && busy.size < AT_ONCE && (run.isWoken || !isAllKnown)) {
        // Before it reads: what is queued meanwhile may not be seen.
        run.isWoken = false;
        const [resources, underWay] = [[...busy.keys()], [...busy.values()]];
        const turn = { busy: resources, underWay, after: turns.last, atMost: AT_ONCE - busy.size };
        const lane = await deps.read(new Date(now()), turn);
        isAllKnown = lane?.isAll ?? false;
        if (lane !== undefined) {
          ({ endpoint, next } = lane);
          for (const delivery of lane.due) start(endpoint, delivery);
        }
      }
      if (busy.size === 0 && isOver) return new Date(now());
      if (busy.size === 0 && !ring.isRung) return next;
      const until = Math.min(next?.getTime() ?? stopAt, stopAt);
      const cancel = isOver || busy.size === AT_ONCE ? undefined : deps.after(until - now(), bell.ring);
      await ring.rung;
      cancel?.();
    }
  } finally {
    // At once, so that who rings now does not count on this run.
    run.isUnderWay = false;
    // The next run must not overtake deliveries that are still under way.
    await Promise.all(sending);
  }
}
