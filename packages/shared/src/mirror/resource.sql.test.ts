import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type Database } from "../db/connect.ts";
import { functions, squads, workflows } from "../db/schema/index.ts";
import { personTenant, type Tenant } from "../db/tenant.ts";
import { claimsOf, openPractice, type Practice } from "../db/testing/practice.ts";
import { Problem } from "../http/problem.ts";
import type { Log } from "../log/log.ts";
import { createMirror, leaseMs } from "./mirror.ts";
import { commitChange, commitCreation, commitDeletion } from "./resource-commits.ts";
import type { Author } from "../db/books.ts";
import { resourceStore, type ClaimedResource, type ResourceKind, type ResourceTable } from "./resource.ts";
import { crashing, createCrashPlan, createFakeVapi, toProvider, type CrashPlan, type FakeVapi } from "./testing.ts";

const DELAY_MS = 15_000;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
type Settings = { note: string };

let practice: Practice;
let database: Database;
let tenant: Tenant;
let author: Author;
beforeAll(async () => {
  practice = await openPractice();
  database = connect(practice.appUrl);
  tenant = personTenant(database, claimsOf(practice.people.member), practice.orgId);
  author = { userId: practice.people.member, kind: "person", requestId: "test" };
});
afterAll(async () => {
  await database.close();
  await practice.close();
});
beforeEach(async () => {
  await practice.superuser.query("truncate functions, squads, workflows, events, audit_log cascade");
});

/** Requests and sweeps about one resource, whose note is what Vapi is told. */
function createWorld(table: ResourceTable, kind: ResourceKind) {
  const id = uuidv7();
  const store = resourceStore<Settings>(table, kind);
  const books = store.books(database, practice.orgId);
  const vapi: FakeVapi = createFakeVapi([], (made) => `${id}/${made}`);
  let skippedMs = 0;
  const mirrorIn = (plan: CrashPlan) =>
    createMirror<ClaimedResource<Settings>>({
      store: crashing(books, plan),
      provider: toProvider<ClaimedResource<Settings>>(vapi, (row) => row.settings.note, plan),
      arm: plan.wrap(async () => undefined),
      toProblem: (refusal) => new Problem("vapi_refused", { cause: refusal }),
      now: () => new Date(Date.now() + skippedMs),
      random: () => 0.5,
      delayMs: DELAY_MS,
      log: silent,
    });
  const never = createCrashPlan(undefined);
  const wanted = (note: string, isMirrored: boolean) => ({ name: "Accueil", settings: { note }, isMirrored });
  return {
    id,
    kind,
    vapi,
    create: (note: string, plan = never, isMirrored = true) =>
      mirrorIn(plan).change(
        plan.wrap((leaseUntil: Date) =>
          commitCreation(tenant, store, books, { id, ...wanted(note, isMirrored), leaseUntil, author }),
        ),
      ),
    change: (note: string, plan = never, isMirrored = true) =>
      mirrorIn(plan).change(
        plan.wrap(async (leaseUntil: Date) => {
          const decide = async () => wanted(note, isMirrored);
          const committed = await commitChange(tenant, store, { id, ifMatch: undefined, leaseUntil, author, decide });
          return { ...committed, revert: plan.wrap(committed.revert) };
        }),
      ),
    remove: (plan = never, requireUnused = async () => undefined as void) =>
      mirrorIn(plan).remove(
        plan.wrap(() => commitDeletion(tenant, store, { id, ifMatch: undefined, author, requireUnused })),
      ),
    sweep: (plan = never) => mirrorIn(plan).sweep(),
    /** Let every claim and pause run out, and sweep until nothing waits. */
    async calm() {
      for (let sweeps = 0; ; sweeps++) {
        if (sweeps > 10) throw new Error("something waits for ever");
        skippedMs += leaseMs(DELAY_MS) * 4;
        if ((await this.sweep()) === undefined) return;
      }
    },
    row: async () => (await practice.superuser.query(`select * from ${kind}s where id = $1`, [id])).rows[0],
    events: async () =>
      (await practice.superuser.query("select type from events where resource_id = $1 order by id", [id])).rows.map(
        ({ type }) => type,
      ),
    audited: async () =>
      (
        await practice.superuser.query("select action from audit_log where resource_id = $1 order by created_at, id", [
          id,
        ])
      ).rows.map(({ action }) => action),
  };
}
type World = ReturnType<typeof createWorld>;

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (err: unknown) => (err instanceof Problem ? err.code : err instanceof Error ? err.name : "unknown"),
  );

async function expectConverged(world: World) {
  const row = await world.row();
  const things = [...world.vapi.things.values()];
  if (row === undefined) return expect(things).toEqual([]);
  expect(row.deleted_at).toBeNull();
  if (row.sync_state === "failed") return expect(row.settings).toEqual({ note: "bad" });
  expect(row).toMatchObject({ sync_state: "synced", sync_action: null, sync_next_at: null });
  expect(things).toEqual([{ vapiId: row.vapi_id, ourId: world.id, content: row.settings.note }]);
}

const RESOURCES: [ResourceKind, ResourceTable][] = [
  ["function", functions],
  ["squad", squads],
  ["workflow", workflows],
];

describe.each(RESOURCES)("a %s in Postgres and at Vapi", (kind, table) => {
  it("is made, changed and deleted, with an event and an audit entry for each", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    await expectConverged(world);
    await world.change("two");
    await expectConverged(world);
    await world.remove();
    expect(world.vapi.things.size).toBe(1);
    await world.calm();
    expect(await world.row()).toBeUndefined();
    expect(world.vapi.things.size).toBe(0);
    expect(await world.events()).toEqual([`${kind}.created`, `${kind}.updated`, `${kind}.deleted`]);
    expect(await world.audited()).toEqual([`${kind}.create`, `${kind}.update`, `${kind}.delete`]);
  });

  it("leaves nothing but a line in the audit when its creation is refused", async () => {
    const world = createWorld(table, kind);
    expect(await outcome(world.create("bad"))).toBe("vapi_refused");
    expect(await world.row()).toBeUndefined();
    expect(await world.events()).toEqual([]);
    expect(await world.audited()).toEqual([`${kind}.create`, `${kind}.create.refused`]);
  });

  it("is exactly as before when a change is refused", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    const before = await world.row();
    expect(await outcome(world.change("bad"))).toBe("vapi_refused");
    expect(await world.row()).toEqual({ ...before, updated_at: expect.anything() });
  });

  it("waits while Vapi is down, and is announced when Vapi has it", async () => {
    const world = createWorld(table, kind);
    world.vapi.weather.push("down");
    await world.create("one");
    expect(await world.row()).toMatchObject({ sync_state: "pending", sync_action: "create" });
    expect(await world.events()).toEqual([]);
    await world.calm();
    await expectConverged(world);
    expect(await world.events()).toEqual([`${kind}.created`]);
  });

  it("that Vapi refuses when nobody waits for it any more is in the log as failed, once, with the reason", async () => {
    const world = createWorld(table, kind);
    world.vapi.weather.push("down");
    await world.create("bad");
    await world.calm();
    const { sync_state: state, sync_error: error } = (await world.row()) ?? {};
    expect(state).toBe("failed");
    expect(await world.audited()).toEqual([`${kind}.create`, `${kind}.failed`]);
    const { rows } = await practice.superuser.query(
      "select actor_id, actor_kind, resource_type, outcome, detail from audit_log where action = $1 and resource_id = $2",
      [`${kind}.failed`, world.id],
    );
    expect(rows).toEqual([
      { actor_id: null, actor_kind: "system", resource_type: kind, outcome: "failed", detail: { error } },
    ]);
  });

  it("that Vapi has no part in is kept here alone, until it has", async () => {
    const world = createWorld(table, kind);
    await world.create("draft", undefined, false);
    await world.change("better draft", undefined, false);
    await world.calm();
    expect(world.vapi.things.size).toBe(0);
    expect(await world.row()).toMatchObject({ sync_state: "synced", vapi_id: null, revision: 2 });
    await world.change("good");
    await expectConverged(world);
    expect(await world.events()).toEqual([`${kind}.created`]);
  });

  it("that is still used is not deleted", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    const inUse = async () => {
      throw new Problem("conflict");
    };
    expect(await outcome(world.remove(undefined, inUse))).toBe("conflict");
    await world.calm();
    await expectConverged(world);
    expect(world.vapi.things.size).toBe(1);
  });

  const stories: Record<string, (world: World, plan: CrashPlan) => Promise<unknown>> = {
    create: (world, plan) => world.create("one", plan),
    "refused create": (world, plan) => world.create("bad", plan),
    update: async (world, plan) => {
      await world.create("one");
      await world.change("two", plan);
    },
    "refused update": async (world, plan) => {
      await world.create("one");
      await world.change("bad", plan);
    },
    delete: async (world, plan) => {
      await world.create("one");
      await world.remove(plan);
      await world.sweep(plan);
    },
  };

  it.each(Object.keys(stories))("converges after a crash at every step of %s", async (name) => {
    const story = stories[name];
    if (story === undefined) throw new Error("no such story");
    const whole = createCrashPlan(undefined);
    await outcome(story(createWorld(table, kind), whole));
    for (let step = 1; step <= whole.steps; step++) {
      for (const moment of ["before", "after"] as const) {
        const world = createWorld(table, kind);
        await outcome(story(world, createCrashPlan({ step, moment })));
        await world.calm();
        await expectConverged(world);
      }
    }
  });
});
