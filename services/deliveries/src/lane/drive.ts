import {
  judgeDelivery,
  judgeEndpoint,
  pickBatch,
  type Attempt,
  type DeliveryVerdict,
  type EndpointVerdict,
  type Waiting,
} from "./decide.ts";

/**
 * Different things are told of side by side, so that one long call does not hold up the others; a Worker has six
 * connections to the outside at once.
 */
export const AT_ONCE = 6;
/** Well below the fifteen minutes of an alarm. */
const MAX_RUN_MS = 60_000;

export type Due = Waiting & { id: string; tries: number };
export type LaneState<Endpoint, Delivery> = {
  endpoint: Endpoint;
  /** In the order in which they are to go. */
  due: Delivery[];
  /** When more will be. */
  next: Date | undefined;
};
export type Settled<Delivery> = { delivery: Delivery; attempt: Attempt; verdict: DeliveryVerdict };

export type LaneDeps<Endpoint extends { failingSince: Date | null }, Delivery extends Due> = {
  /** Undefined when nothing is to be sent there any more, or for now. */
  read(now: Date): Promise<LaneState<Endpoint, Delivery> | undefined>;
  /** Never throws for what the endpoint does. */
  send(endpoint: Endpoint, delivery: Delivery): Promise<Attempt>;
  settle(endpoint: Endpoint, settled: Settled<Delivery>[], verdict: EndpointVerdict): Promise<void>;
  now(): number;
  random(): number;
  pace: number;
  disableAfterMs: number;
};

/**
 * Send what is due to one endpoint, until nothing is. What was sent and not settled, for a crash or for Postgres, is sent
 * again: at least once, with the same id.
 * @returns when to go on; undefined when nothing waits
 */
export async function driveLane<Endpoint extends { failingSince: Date | null }, Delivery extends Due>(
  deps: LaneDeps<Endpoint, Delivery>,
): Promise<Date | undefined> {
  const { now, random, pace, disableAfterMs } = deps;
  const stopAt = now() + MAX_RUN_MS;
  for (;;) {
    const lane = await deps.read(new Date(now()));
    if (lane === undefined) return undefined;
    const { endpoint } = lane;
    const batch = pickBatch(lane.due, AT_ONCE);
    if (batch.length === 0) return lane.next;
    if (now() >= stopAt) return new Date(now());
    const settled = await Promise.all(
      batch.map(async (delivery) => {
        const attempt = await deps.send(endpoint, delivery);
        return {
          delivery,
          attempt,
          verdict: judgeDelivery(delivery.tries, attempt, { now: now(), random: random(), pace }),
        };
      }),
    );
    const attempts = settled.map(({ attempt }) => attempt);
    await deps.settle(
      endpoint,
      settled,
      judgeEndpoint(endpoint.failingSince, attempts, { now: now(), disableAfterMs }),
    );
  }
}
