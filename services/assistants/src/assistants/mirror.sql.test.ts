import type { Author } from "@allokoli/shared/db/books";
import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { claimsOf, openPractice, type Practice } from "@allokoli/shared/db/testing/practice";
import { Problem } from "@allokoli/shared/http/problem";
import type { Log } from "@allokoli/shared/log/log";
import { createMirror, leaseMs } from "@allokoli/shared/mirror/mirror";
import {
  crashing,
  createCrashPlan,
  createFakeVapi,
  toProvider,
  type CrashPlan,
  type FakeVapi,
} from "@allokoli/shared/mirror/testing";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { commitChange, commitCreation, commitDeletion } from "./commits.ts";
import { DEFAULT_SETTINGS } from "./contract.ts";
import { assistantBooks } from "./mirror.ts";
import { toSettings, type ClaimedAssistant } from "./store.ts";

const DELAY_MS = 15_000;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

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
  await practice.superuser.query("truncate assistants, assistant_versions, events, audit_log cascade");
});

/** Requests and sweeps about one assistant, whose name is what Vapi is told. */
function createWorld() {
  const id = uuidv7();
  const vapi: FakeVapi = createFakeVapi([], (made) => `${id}/${made}`);
  let skippedMs = 0;
  const mirrorIn = (plan: CrashPlan) =>
    createMirror<ClaimedAssistant>({
      store: crashing(assistantBooks(database, practice.orgId), plan),
      provider: toProvider<ClaimedAssistant>(vapi, (row) => row.settings.name, plan),
      arm: plan.wrap(async () => undefined),
      toProblem: (refusal) => new Problem("vapi_refused", { cause: refusal }),
      now: () => new Date(Date.now() + skippedMs),
      random: () => 0.5,
      delayMs: DELAY_MS,
      log: silent,
    });
  const never = createCrashPlan(undefined);
  return {
    id,
    vapi,
    create: (name: string, plan = never) =>
      mirrorIn(plan).change(
        plan.wrap((leaseUntil: Date) =>
          commitCreation(tenant, assistantBooks(database, practice.orgId), {
            id,
            settings: { name, ...DEFAULT_SETTINGS },
            leaseUntil,
            author,
          }),
        ),
      ),
    rename: (name: string, plan = never, by = tenant) =>
      mirrorIn(plan).change(
        plan.wrap(async (leaseUntil: Date) => {
          const committed = await commitChange(by, {
            id,
            ifMatch: undefined,
            leaseUntil,
            author,
            decide: async (_tx, before) => ({ settings: { ...toSettings(before), name }, restoredFrom: null }),
          });
          return { ...committed, revert: plan.wrap(committed.revert) };
        }),
      ),
    remove: (plan = never) => mirrorIn(plan).remove(plan.wrap(() => commitDeletion(tenant, id, undefined, author))),
    sweep: (plan = never) => mirrorIn(plan).sweep(),
    /** Let every claim and pause run out, and sweep until nothing waits. */
    async calm() {
      for (let sweeps = 0; ; sweeps++) {
        if (sweeps > 10) throw new Error("something waits for ever");
        skippedMs += leaseMs(DELAY_MS) * 4;
        if ((await this.sweep()) === undefined) return;
      }
    },
    row: async () => (await practice.superuser.query("select * from assistants where id = $1", [id])).rows[0],
    versions: async () =>
      (
        await practice.superuser.query(
          "select version from assistant_versions where assistant_id = $1 order by version",
          [id],
        )
      ).rows.map(({ version }) => version),
    events: async () =>
      (await practice.superuser.query("select type from events where resource_id = $1 order by id", [id])).rows.map(
        ({ type }) => type,
      ),
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
  if (row.sync_state === "failed") return expect(row.name).toBe("bad");
  expect(row).toMatchObject({ sync_state: "synced", sync_action: null, sync_next_at: null });
  expect(things).toEqual([{ vapiId: row.vapi_assistant_id, ourId: world.id, content: row.name }]);
}

describe("an assistant in Postgres and at Vapi", () => {
  it("is made, changed and deleted, with a version and an event for each", async () => {
    const world = createWorld();
    await world.create("one");
    await expectConverged(world);
    await world.rename("two");
    await expectConverged(world);
    expect(await world.versions()).toEqual([1, 2]);
    await world.remove();
    expect(world.vapi.things.size).toBe(1);
    await world.calm();
    expect(await world.row()).toBeUndefined();
    expect(world.vapi.things.size).toBe(0);
    expect(await world.events()).toEqual(["assistant.created", "assistant.updated", "assistant.deleted"]);
  });

  it("leaves nothing but a line in the audit when its creation is refused", async () => {
    const world = createWorld();
    expect(await outcome(world.create("bad"))).toBe("vapi_refused");
    expect(await world.row()).toBeUndefined();
    expect(await world.versions()).toEqual([]);
    expect(await world.events()).toEqual([]);
    const { rows } = await practice.superuser.query(
      "select action from audit_log where resource_id = $1 order by created_at, id",
      [world.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["assistant.create", "assistant.create.refused"]);
  });

  it("is exactly as before when a change is refused: settings, revision, versions", async () => {
    const world = createWorld();
    await world.create("one");
    const before = await world.row();
    expect(await outcome(world.rename("bad"))).toBe("vapi_refused");
    expect(await world.row()).toEqual({ ...before, updated_at: expect.anything() });
    expect(await world.versions()).toEqual([1]);
    expect(await world.events()).toEqual(["assistant.created"]);
    await world.rename("two");
    expect(await world.versions()).toEqual([1, 2]);
  });

  it("waits while Vapi is down, and is announced when Vapi has it", async () => {
    const world = createWorld();
    world.vapi.weather.push("down");
    await world.create("one");
    expect(await world.row()).toMatchObject({
      sync_state: "pending",
      sync_action: "create",
      sync_error: expect.stringMatching(/answer/),
    });
    expect(await world.events()).toEqual([]);
    await world.calm();
    await expectConverged(world);
    expect(await world.events()).toEqual(["assistant.created"]);
  });

  it("is changed by two at once, and Vapi gets what was wanted last", async () => {
    const world = createWorld();
    await world.create("one");
    const names = ["two", "three", "four"];
    const others = names.map(async (name) => {
      const own = connect(practice.appUrl);
      const by = personTenant(own, claimsOf(practice.people.member), practice.orgId);
      await world.rename(name, createCrashPlan(undefined), by);
      await own.close();
    });
    await Promise.all(others);
    await world.calm();
    await expectConverged(world);
    expect(await world.versions()).toEqual([1, 2, 3, 4]);
  });

  it("is claimed by one sweep only", async () => {
    const world = createWorld();
    world.vapi.weather.push("down");
    await world.create("one");
    await practice.superuser.query("update assistants set sync_next_at = now() - interval '1 second'");
    const books = assistantBooks(database, practice.orgId);
    const now = new Date();
    const until = (ms: number) => new Date(now.getTime() + ms);
    const claims = await Promise.all([60_000, 60_001, 60_002].map((ms) => books.claim(world.id, now, until(ms))));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  it("does not keep a second counterpart when another was linked first", async () => {
    const world = createWorld();
    world.vapi.weather.push("down");
    await world.create("one");
    const books = assistantBooks(database, practice.orgId);
    const far = new Date(Date.now() + 3_600_000);
    const claim = await books.claim(world.id, far, new Date(far.getTime() + 1));
    if (claim === undefined) throw new Error("not claimed");
    const late = { ...claim, leaseUntil: new Date(0) };
    expect(await books.settle(late, { type: "synced", vapiId: "vapi-late" }, far)).not.toBe("lost");
    expect(await books.settle(claim, { type: "synced", vapiId: "vapi-other" }, far)).toBe("lost");
    expect(await world.row()).toMatchObject({ vapi_assistant_id: "vapi-late", sync_state: "pending" });
  });
});

describe("a crash", () => {
  const stories: Record<string, (world: World, plan: CrashPlan) => Promise<unknown>> = {
    create: (world, plan) => world.create("one", plan),
    "refused create": (world, plan) => world.create("bad", plan),
    update: async (world, plan) => {
      await world.create("one");
      await world.rename("two", plan);
    },
    "refused update": async (world, plan) => {
      await world.create("one");
      await world.rename("bad", plan);
    },
    delete: async (world, plan) => {
      await world.create("one");
      await world.remove(plan);
      await world.sweep(plan);
    },
  };

  it.each(Object.keys(stories))("at every step of %s converges", async (name) => {
    const story = stories[name];
    if (story === undefined) throw new Error("no such story");
    const whole = createCrashPlan(undefined);
    await outcome(story(createWorld(), whole));
    for (let step = 1; step <= whole.steps; step++) {
      for (const moment of ["before", "after"] as const) {
        const world = createWorld();
        await outcome(story(world, createCrashPlan({ step, moment })));
        await world.calm();
        await expectConverged(world);
      }
    }
  });
});
