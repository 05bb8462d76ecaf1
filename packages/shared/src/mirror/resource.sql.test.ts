import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type Database } from "../db/connect.ts";
import { functions, squads, workflows } from "../db/schema/index.ts";
import { personTenant, type Tenant } from "../db/tenant.ts";
import { claimsOf, openFixture, type Fixture } from "../db/testing/fixture.ts";
import { Problem } from "../http/problem.ts";
import type { Log } from "../log/log.ts";
import { createMirror, leaseMs } from "./mirror.ts";
import { commitChange, commitCreation, commitDeletion } from "./commits.ts";
import type { Author } from "../db/audit-entry.ts";
import { settingsResource, type SettingsRow } from "./settings-resource.ts";
import type { Claimed } from "./state.ts";
import { crashing, createCrashPlan, createFakeVapi, toProvider, type CrashPlan, type FakeVapi } from "./testing.ts";

const DELAY_MS = 15_000;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
type Kind = "function" | "squad" | "workflow";
type Table = typeof functions | typeof squads | typeof workflows;
type Settings = { note: string };
type Claim = Claimed<SettingsRow<Settings>, null>;

let fixture: Fixture;
let database: Database;
let tenant: Tenant;
let author: Author;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  tenant = personTenant(database, claimsOf(fixture.people.member), fixture.orgId);
  author = { userId: fixture.people.member, kind: "person", requestId: "test" };
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});
beforeEach(async () => {
  await fixture.superuser.query("truncate functions, squads, workflows, events, audit_log cascade");
});

/** Requests and sweeps on one resource, whose note is sent to Vapi. */
function createWorld(table: Table, kind: Kind) {
  const id = uuidv7();
  const resource = settingsResource<Settings, null>(kind, table, async () => null);
  let form = "1";
  const syncStoreNow = () => resource.syncStore(database, fixture.orgId, async () => form);
  const vapi: FakeVapi = createFakeVapi([], (made) => `${id}/${made}`);
  let skippedMs = 0;
  const mirrorIn = (plan: CrashPlan) =>
    createMirror<Claim>({
      store: crashing(syncStoreNow(), plan),
      provider: toProvider<Claim>(vapi, ({ row }) => row.settings.note, plan),
      arm: plan.wrap(async () => undefined),
      toProblem: (refusal) => new Problem("vapi_refused", { cause: refusal }),
      now: () => new Date(Date.now() + skippedMs),
      random: () => 0.5,
      delayMs: DELAY_MS,
      log: silent,
    });
  const never = createCrashPlan(undefined);
  const wanted = (note: string, isMirrored: boolean) => ({
    values: { name: `Accueil ${id}`, settings: { note } },
    isMirrored,
  });
  const commitNew = (note: string, leaseUntil: Date, isMirrored = true) =>
    commitCreation(tenant, resource, syncStoreNow(), { id, ...wanted(note, isMirrored), leaseUntil, author });
  const commitOther = (note: string, leaseUntil: Date) =>
    commitChange(tenant, resource, { id, ifMatch: undefined, leaseUntil, author, decide: () => wanted(note, true) });
  return {
    id,
    kind,
    vapi,
    create: (note: string, plan = never, isMirrored = true) =>
      mirrorIn(plan).change(plan.wrap((leaseUntil: Date) => commitNew(note, leaseUntil, isMirrored))),
    /** A creation or a change whose request is delayed between its commit and its request to Vapi. */
    heldUp: (what: "create" | "change", note: string, meanwhile: (leaseUntil: Date) => Promise<unknown>) =>
      mirrorIn(never).change(async (leaseUntil: Date) => {
        const committed = await (what === "create" ? commitNew(note, leaseUntil) : commitOther(note, leaseUntil));
        await meanwhile(leaseUntil);
        return committed;
      }),
    change: (note: string, plan = never, isMirrored = true) =>
      mirrorIn(plan).change(
        plan.wrap(async (leaseUntil: Date) => {
          const decide = async () => wanted(note, isMirrored);
          const committed = await commitChange(tenant, resource, {
            id,
            ifMatch: undefined,
            leaseUntil,
            author,
            decide,
          });
          return { ...committed, revert: plan.wrap(committed.revert) };
        }),
      ),
    remove: (plan = never, requireUnused = async () => undefined as void) =>
      mirrorIn(plan).remove(
        plan.wrap(() => commitDeletion(tenant, resource, { id, ifMatch: undefined, author, requireUnused })),
      ),
    sweep: (plan = never) => mirrorIn(plan).sweep(),
    /** A deployment that sends all of them to Vapi in another form. */
    redeploy: (next: string) => void (form = next),
    syncStoreNow,
    /** Let every claim and pause end, and sweep until nothing waits. */
    async calm() {
      for (let sweeps = 0; ; sweeps++) {
        if (sweeps > 10) throw new Error("something waits for ever");
        skippedMs += leaseMs(DELAY_MS) * 4;
        if ((await this.sweep()) === undefined) return;
      }
    },
    row: async () => (await fixture.superuser.query(`select * from ${kind}s where id = $1`, [id])).rows[0],
    events: async () =>
      (await fixture.superuser.query("select type from events where resource_id = $1 order by id", [id])).rows.map(
        ({ type }) => type,
      ),
    audited: async () =>
      (
        await fixture.superuser.query("select action from audit_log where resource_id = $1 order by created_at, id", [
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

const RESOURCES: [Kind, Table][] = [
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
    expect(await world.audited()).toEqual([`${kind}.created`, `${kind}.updated`, `${kind}.deleted`]);
  });

  it("leaves nothing but an audit entry when its creation is refused", async () => {
    const world = createWorld(table, kind);
    expect(await outcome(world.create("bad"))).toBe("vapi_refused");
    expect(await world.row()).toBeUndefined();
    expect(await world.events()).toEqual([]);
    expect(await world.audited()).toEqual([`${kind}.created`, `${kind}.created.refused`]);
  });

  it("is exactly as before when a change is refused", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    const before = await world.row();
    expect(await outcome(world.change("bad"))).toBe("vapi_refused");
    expect(await world.row()).toEqual({ ...before, updated_at: expect.anything() });
  });

  it.each(["create", "change"] as const)(
    "keeps a change that was made before Vapi refused an earlier %s",
    async (what) => {
      const world = createWorld(table, kind);
      if (what === "change") await world.create("one");
      expect(await outcome(world.heldUp(what, "bad", () => world.change("good")))).toBe("vapi_refused");
      expect(await world.row()).toMatchObject({ settings: { note: "good" } });
      await world.calm();
      await expectConverged(world);
      expect(world.vapi.things.size).toBe(1);
    },
  );

  it.each(["create", "change"] as const)(
    "is left to whoever has claimed it since, when Vapi refuses a late %s",
    async (what) => {
      const world = createWorld(table, kind);
      if (what === "change") await world.create("one");
      let next: Claim | undefined;
      const claimAnew = async (leaseUntil: Date) => {
        const [now, until] = [1, 3_600_000].map((ms) => new Date(leaseUntil.getTime() + ms));
        if (now && until) next = await world.syncStoreNow().claim(world.id, now, until);
      };
      expect(await outcome(world.heldUp(what, "bad", claimAnew))).toBe("vapi_refused");
      expect(await world.row()).toMatchObject({
        settings: { note: "bad" },
        sync_state: "pending",
        sync_next_at: next?.leaseUntil,
      });
    },
  );

  it("that Vapi lost has an event of a change, not of a second creation", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    world.vapi.things.clear();
    await world.change("two");
    await world.change("three");
    await expectConverged(world);
    expect(await world.events()).toEqual([`${kind}.created`, `${kind}.updated`]);
  });

  it("is answered as it is after the request to Vapi", async () => {
    const world = createWorld(table, kind);
    const made = await world.create("one");
    expect(made).toMatchObject({ settings: { note: "one" }, revision: 1, syncState: "synced", syncAction: null });
    expect(made?.vapiId).toBe([...world.vapi.things.keys()][0]);
    world.vapi.weather.push("down");
    expect(await world.change("two")).toMatchObject({ settings: { note: "two" }, revision: 2, syncState: "pending" });
  });

  it("waits while Vapi is down, and has its event when Vapi has it", async () => {
    const world = createWorld(table, kind);
    world.vapi.weather.push("down");
    await world.create("one");
    expect(await world.row()).toMatchObject({ sync_state: "pending", sync_action: "create" });
    expect(await world.events()).toEqual([]);
    await world.calm();
    await expectConverged(world);
    expect(await world.events()).toEqual([`${kind}.created`]);
  });

  it("that Vapi refuses in a sweep is in the log as failed, once, with the reason", async () => {
    const world = createWorld(table, kind);
    world.vapi.weather.push("down");
    await world.create("bad");
    await world.calm();
    const { sync_state: state, sync_error: error } = (await world.row()) ?? {};
    expect(state).toBe("failed");
    expect(await world.audited()).toEqual([`${kind}.created`, `${kind}.failed`]);
    const { rows } = await fixture.superuser.query(
      "select actor_id, actor_kind, resource_type, outcome, detail from audit_log where action = $1 and resource_id = $2",
      [`${kind}.failed`, world.id],
    );
    expect(rows).toEqual([
      { actor_id: null, actor_kind: "system", resource_type: kind, outcome: "failed", detail: { error } },
    ]);
  });

  it("that is not mirrored is stored only here, until it is mirrored", async () => {
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

  it("that was sent to Vapi in another form is sent again, without an event", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    const before = await world.row();
    expect(await world.sweep()).toBeUndefined();
    for (const thing of world.vapi.things.values()) thing.content = "as the release before told it";
    world.redeploy("2");
    expect(await world.sweep()).toBeUndefined();
    await expectConverged(world);
    expect(await world.row()).toEqual({ ...before, sync_form: "2" });
    expect(await world.events()).toEqual([`${kind}.created`]);
    expect(await world.audited()).toEqual([`${kind}.created`]);
  });

  it("of another form that was deleted at Vapi is created again, also without an event", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    world.vapi.things.clear();
    world.redeploy("2");
    await world.calm();
    await expectConverged(world);
    expect(await world.row()).toMatchObject({ sync_form: "2", revision: 1 });
    expect(await world.events()).toEqual([`${kind}.created`]);
  });

  it("of another form waits while Vapi is down; a change made meanwhile has its event", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    world.redeploy("2");
    world.vapi.weather.push("down", "down");
    await world.sweep();
    expect(await world.row()).toMatchObject({ sync_state: "pending", sync_action: "move", sync_form: "1" });
    await world.change("two");
    await world.calm();
    await expectConverged(world);
    expect(await world.row()).toMatchObject({ sync_form: "2" });
    expect(await world.events()).toEqual([`${kind}.created`, `${kind}.updated`]);
  });

  it("that Vapi refuses is tried once in each form, and has its event when Vapi accepts it", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    world.vapi.weather.push("down");
    await world.change("bad");
    await world.calm();
    expect(await world.row()).toMatchObject({ sync_state: "failed", sync_form: "1" });
    world.redeploy("2");
    await world.calm();
    expect(await world.row()).toMatchObject({ sync_state: "failed", sync_form: "2" });
    expect(await world.sweep()).toBeUndefined();
    world.redeploy("3");
    await fixture.superuser.query(`update ${kind}s set settings = '{"note":"good"}' where id = $1`, [world.id]);
    await world.calm();
    await expectConverged(world);
    expect(await world.events()).toEqual([`${kind}.created`, `${kind}.updated`]);
  });

  it("are sent again a few at a time, after the rows that wait", async () => {
    const world = createWorld(table, kind);
    await world.create("one");
    await fixture.superuser.query(
      `insert into ${kind}s (org_id, name, settings, vapi_id, sync_state, sync_form)
        select $1, 'n' || n, '{"note":"x"}', 'none-' || n, 'synced', '1' from generate_series(1, 30) n`,
      [fixture.orgId],
    );
    world.redeploy("2");
    await world.change("two");
    await fixture.superuser.query(
      `update ${kind}s set sync_state = 'pending', sync_action = 'update', sync_next_at = now() where id = $1`,
      [world.id],
    );
    const syncStore = world.syncStoreNow();
    const now = new Date(Date.now() + 1000);
    const due = await syncStore.dueIds(now, 10);
    expect([due.length, due[0]]).toEqual([10, world.id]);
    expect((await syncStore.nextDue())?.getTime()).toBeLessThanOrEqual(now.getTime());
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
    "another form": async (world, plan) => {
      await world.create("one");
      for (const thing of world.vapi.things.values()) thing.content = "as the release before told it";
      world.redeploy("2");
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
