import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SLOW_MS, startObjects, until, type Objects } from "../../../tests/objects.ts";
import type { OrderName } from "./env.ts";
import type { Order } from "./orders/order.ts";

const HELD: Order = {
  state: "held",
  isBought: true,
  providerNumberId: "PN1",
  sentAt: null,
  looks: 0,
  error: null,
};
const DONE: Order = { ...HELD, state: "done" };

/** The result of each attempt at an order, in turn; when each began, and how often events were announced. */
type World = { attempts: (() => Promise<Order>)[]; begunAt: number[]; announced: number; backAt: number | null };
const orders = new Map<string, World>();
let connections = 0;
vi.setConfig({ testTimeout: SLOW_MS });
let objects: Objects;

const NEEDED = ["VAPI_API_KEY", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL", "CREDENTIALS_KEY", "TWILIO_BASE_URL"];
const ALSO_NEEDED = ["TWILIO_PRICING_BASE_URL", "TELNYX_BASE_URL", "VONAGE_BASE_URL", "ECB_BASE_URL"];
const BOUND = ["MIRROR_SWEEP", "MIRROR_WATCH", "MIRROR_WATCH_EVERY_MS", "MIRROR_STOCKTAKE_EVERY_MS", "VAPI_BASE_URL"];

beforeAll(async () => {
  objects = await startObjects({
    classes: { NumberOrder: "services/telephony/src/NumberOrder.ts" },
    env: {
      ...Object.fromEntries([...NEEDED, ...ALSO_NEEDED, ...BOUND].map((name) => [name, "unused"])),
      MIRROR_SWEEP_DELAY_MS: "1000",
      HYPERDRIVE: { connectionString: "" },
    },
    standIns: {
      "packages/shared/src/db/connect.ts": `
        export const connect = () => {
          const opened = ask("opened", 1);
          return { close: () => opened.then(() => ask("opened", -1)) };
        };`,
      "packages/shared/src/vapi/client.ts": `
        export const createVapi = () => ({
          comeBackAt: async () => { const at = await ask("backAt"); return at === null ? undefined : new Date(at); },
        });`,
      "packages/shared/src/events/announce.ts": `
        export const announceEvents = (_env, orgId) => ask("announced", orgId);`,
      "services/telephony/src/orders/world.ts": `
        export const advanceOrder = (_env, _database, name) => ask("advance", name);`,
    },
    answers: {
      opened: (change: number) => void (connections += change),
      announced: (orgId: string) => void (worldOf(orgId).announced += 1),
      backAt: () => [...orders.values()].at(-1)?.backAt,
      advance({ orgId }: OrderName) {
        const { attempts, begunAt } = worldOf(orgId);
        begunAt.push(Date.now());
        return (attempts[begunAt.length - 1] ?? (async () => DONE))();
      },
    },
  });
}, SLOW_MS);
afterAll(() => objects.close());

function worldOf(orgId: string): World {
  const world = orders.get(orgId);
  if (world === undefined) throw new Error("no such order");
  return world;
}

function openOrder(...attempts: World["attempts"]) {
  const name: OrderName = { orgId: randomUUID(), numberId: randomUUID() };
  const world: World = { attempts, begunAt: [], announced: 0, backAt: null };
  orders.set(name.orgId, world);
  return {
    world,
    numberId: name.numberId,
    arm: (when: "soon" | "now") => objects.call("NumberOrder", name.numberId, "arm", name, when),
    run: () => objects.call("NumberOrder", name.numberId, "run", name),
  };
}

const begun = ({ begunAt }: World, times: number) => until(() => expect(begunAt.length).toBe(times));

test("the alarm of an armed order resumes it until it is settled, and announces its events each time", async () => {
  const { world, arm } = openOrder(async () => HELD);
  await arm("now");
  await begun(world, 2);
  await until(() => expect([world.announced, connections]).toEqual([2, 0]));
});

test("a run returns the state of the order; a failure is logged and tried again", async () => {
  const { world, arm, run } = openOrder(
    async () => HELD,
    () => Promise.reject(new Error("Postgres is away")),
  );
  await arm("soon");
  expect(await run()).toEqual({ state: "held", error: null, isAtProvider: true });
  await begun(world, 3);
  await until(() => expect([world.announced, connections]).toEqual([3, 0]));
  expect(objects.logs.join()).toContain("order not advanced");
});

test("while it waits for Vapi alone, it wakes when Vapi may be asked", async () => {
  const { world, arm } = openOrder(async () => HELD);
  world.backAt = Date.now() + 1_000;
  await arm("now");
  await begun(world, 2);
  expect(world.begunAt[1]).toBeGreaterThanOrEqual(world.backAt);
});

test("after an eviction it wakes at the same time", async () => {
  const { world, numberId, arm } = openOrder(async () => HELD);
  // An eviction does not end while an alarm is due: it comes long before this one.
  world.backAt = Date.now() + 5_000;
  await arm("now");
  await begun(world, 1);
  await objects.evict("NumberOrder", numberId);
  await begun(world, 2);
  expect(world.begunAt[1]).toBeGreaterThanOrEqual(world.backAt);
});

test("after a crash during a run, the alarm resumes the order", async () => {
  const { world, arm, run } = openOrder(() => new Promise(() => undefined));
  await arm("soon");
  const answer = run().catch(() => "killed");
  await begun(world, 1);
  await objects.crash();
  connections = 0;
  expect(await answer).toBe("killed");
  await begun(world, 2);
});
