import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { startReceiver, type Receiver } from "../receiver.ts";

// The first retry is after half a second, the next after thirty.
const VARS = { RETRY_PACE: "0.1", SEND_TIMEOUT_MS: "15000", DATABASE_RETRY_MS: "50", SWEEP_EVERY_MS: "700" };
const WAIT = { timeout: 25_000, interval: 50 };

let stack: Stack;
let receiver: Receiver;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-deliveries": VARS } });
  receiver = await startReceiver();
  stack.allowEgress(receiver.url);
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
});

let hooks = 0;
/** A new organization with an endpoint at its own path. */
async function hook() {
  const owner = await stack.newOrganization();
  const path = `/lane-${++hooks}`;
  const made = await stack.api("/v1/webhooks", { ...owner, method: "POST", json: { url: receiver.url + path } });
  expect(made.status).toBe(201);
  return { owner, path };
}

/** Writes events as a transaction does, of one resource or each of another: all at once, so that one sweep finds them. */
const commit = (owner: Organization, ...sets: { name: string; count: number; resources: "one" | "many" }[]) =>
  stack.sql(
    `insert into events (org_id, type, resource_type, resource_id, data)
     select $1, 'file.ready', 'file', case when resources = 'one' then one else gen_random_uuid() end,
       jsonb_build_object('name', name, 'n', n)
     from (select *, gen_random_uuid() as one from json_to_recordset($2) as (name text, count int, resources text)) sets,
       generate_series(1, count) n`,
    [owner.organizationId, JSON.stringify(sets)],
  );
const names = (path: string) =>
  receiver.at(path).map(({ body }) => `${String(body.data["name"])} ${String(body.data["n"])}`);

test("a slow answer takes one of six places and delays nothing else: 100 later events are delivered", async () => {
  const { owner, path } = await hook();
  let answerAtLast = (): void => undefined;
  const asked = new Promise<{ status: number }>((resolve) => (answerAtLast = () => resolve({ status: 200 })));
  receiver.answer(path, ({ body }) => (body.data["name"] === "slow" ? asked : { status: 200 }));
  await commit(owner, { name: "slow", count: 1, resources: "one" });
  await vi.waitFor(() => expect(names(path)).toEqual(["slow 1"]), WAIT);
  const started = Date.now();
  await commit(owner, { name: "quick", count: 100, resources: "many" });
  await vi.waitFor(() => expect(receiver.at(path)).toHaveLength(101), WAIT);
  const seconds = (Date.now() - started) / 1000;
  console.log(`100 events beside a slow answer: ${seconds.toFixed(1)} s, ${Math.round(100 / seconds)} a second`);
  const states = () =>
    stack.sql("select state, count(*)::int as n from deliveries where org_id = $1 group by 1 order by 1", [
      owner.organizationId,
    ]);
  await vi.waitFor(
    async () =>
      expect(await states()).toEqual([
        { state: "delivered", n: 100 },
        { state: "pending", n: 1 },
      ]),
    WAIT,
  );
  answerAtLast();
  await vi.waitFor(async () => expect(await states()).toEqual([{ state: "delivered", n: 101 }]), WAIT);
  expect(receiver.at(path)).toHaveLength(101);
});

test("events of one resource stay in order after 500, 200, 200, and those of others do not wait", async () => {
  const { owner, path } = await hook();
  const statuses = [500, 200, 200];
  receiver.answer(path, ({ body }) => ({ status: body.data["name"] === "ordered" ? (statuses.shift() ?? 200) : 200 }));
  await commit(owner, { name: "ordered", count: 3, resources: "one" }, { name: "other", count: 1, resources: "one" });
  await vi.waitFor(() => expect(receiver.at(path)).toHaveLength(5), WAIT);
  const told = names(path);
  expect(told.filter((name) => name !== "other 1")).toEqual(["ordered 1", "ordered 1", "ordered 2", "ordered 3"]);
  expect(told.indexOf("other 1")).toBeLessThan(told.lastIndexOf("ordered 1"));
});

test("resources take turns: one event does not wait for 120 of another resource", async () => {
  const { owner, path } = await hook();
  const { promise: asked, resolve } = Promise.withResolvers<{ status: number }>();
  receiver.answer(path, ({ body }) => (body.data["name"] === "long call" ? asked : { status: 200 }));
  await commit(
    owner,
    { name: "long call", count: 120, resources: "one" },
    { name: "file", count: 1, resources: "one" },
  );
  await vi.waitFor(() => expect(names(path).toSorted()).toEqual(["file 1", "long call 1"]), WAIT);
  resolve({ status: 200 });
  await vi.waitFor(() => expect(receiver.at(path)).toHaveLength(121), WAIT);
  const calls = names(path).filter((name) => name !== "file 1");
  expect(calls).toEqual(Array.from({ length: 120 }, (_, n) => `long call ${n + 1}`));
});
