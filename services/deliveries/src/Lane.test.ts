import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SLOW_MS, startObjects, until, type Objects } from "../../../tests/objects.ts";

type LaneRef = { orgId: string; endpointId: string };
/** Gives the moment at which more is due, in milliseconds. */
type Sweep = () => Promise<number | undefined>;

const nothingMore: Sweep = async () => undefined;
const never: Sweep = () => new Promise(() => undefined);
const fails: Sweep = () => Promise.reject(new Error("Postgres is away"));

/** What the sweeps of each lane come to, one after the other; those that were begun, and the bell that rang in them. */
const lanes = new Map<string, { sweeps: Sweep[]; swept: LaneRef[]; rung: number }>();
let connections = 0;
vi.setConfig({ testTimeout: SLOW_MS });
let objects: Objects;

beforeAll(async () => {
  objects = await startObjects({
    classes: { Lane: "services/deliveries/src/Lane.ts" },
    env: { DATABASE_RETRY_MS: "20", HYPERDRIVE: { connectionString: "" } },
    standIns: {
      "packages/shared/src/db/connect.ts": `
        export const connect = () => {
          const opened = ask("opened", 1);
          return { close: () => opened.then(() => ask("opened", -1)) };
        };`,
      "services/deliveries/src/lane/sweep-lane.ts": `
        export async function sweepLane(_env, _database, lane, { bell, run }) {
          run.isUnderWay = true;
          void bell.next().rung.then(() => ask("rung", lane));
          try {
            const next = await ask("sweep", lane);
            return next === null ? undefined : new Date(next);
          } finally {
            run.isUnderWay = false;
          }
        }`,
    },
    answers: {
      opened: (change: number) => void (connections += change),
      rung: ({ endpointId }: LaneRef) => void (worldOf(endpointId).rung += 1),
      sweep(lane: LaneRef) {
        const { swept, sweeps } = worldOf(lane.endpointId);
        swept.push(lane);
        return (sweeps[swept.length - 1] ?? nothingMore)();
      },
    },
  });
}, SLOW_MS);
afterAll(() => objects.close());

function worldOf(endpointId: string) {
  const world = lanes.get(endpointId);
  if (world === undefined) throw new Error("no such lane");
  return world;
}

function openLane(...sweeps: Sweep[]) {
  const lane: LaneRef = { orgId: randomUUID(), endpointId: randomUUID() };
  const world = { sweeps, swept: [], rung: 0 };
  lanes.set(lane.endpointId, world);
  return { lane, world, wake: () => objects.call("Lane", lane.endpointId, "wake", lane) };
}

const sweptTimes = (world: { swept: LaneRef[] }, times: number) => until(() => expect(world.swept.length).toBe(times));

test("a lane that is woken sends by its alarm what is due, and closes its connection", async () => {
  const { lane, world, wake } = openLane();
  await wake();
  await until(() => expect(world.swept).toEqual([lane]));
  await until(() => expect(connections).toBe(0));
});

test("it wakes by itself when more is due", async () => {
  const { world, wake } = openLane(async () => Date.now() + 20);
  await wake();
  await sweptTimes(world, 2);
});

test("what fails is tried again, and its connection is closed", async () => {
  const { world, wake } = openLane(fails, fails);
  await wake();
  await sweptTimes(world, 3);
  await until(() => expect(connections).toBe(0));
});

test("what is new is told to a run that waits for an answer", async () => {
  const answer = Promise.withResolvers<undefined>();
  const { world, wake } = openLane(() => answer.promise);
  await wake();
  await sweptTimes(world, 1);
  await wake();
  await until(() => expect(world.rung).toBe(1));
  answer.resolve(undefined);
  await until(() => expect(connections).toBe(0));
  // The run was told; none more is needed.
  expect(world.swept).toHaveLength(1);
  await wake();
  await sweptTimes(world, 2);
});

test("what was told to a run that is killed is looked for all the same", async () => {
  const { world, wake } = openLane(never);
  await wake();
  await sweptTimes(world, 1);
  await wake();
  await until(() => expect(world.rung).toBe(1));
  await objects.crash();
  connections = 0;
  await sweptTimes(world, 2);
});

test("after an eviction it wakes when it would have, and knows whose it is", async () => {
  // An eviction does not end while an alarm is due: it comes long before this one.
  const { lane, world, wake } = openLane(async () => Date.now() + 5_000);
  await wake();
  await sweptTimes(world, 1);
  await objects.evict("Lane", lane.endpointId);
  await until(() => expect(world.swept).toEqual([lane, lane]));
});

test("killed in the middle of a run, it runs again on its own", async () => {
  const { lane, world, wake } = openLane(never);
  await wake();
  await sweptTimes(world, 1);
  await objects.crash();
  connections = 0;
  await until(() => expect(world.swept).toEqual([lane, lane]));
});
