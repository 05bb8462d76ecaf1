import { connect } from "@allokoli/shared/db/connect";
import { personTenant } from "@allokoli/shared/db/tenant";
import { claimsOf } from "@allokoli/shared/db/testing/fixture";
import { Problem } from "@allokoli/shared/http/problem";
import type { Log } from "@allokoli/shared/log/log";
import { commitChange, commitCreation, commitDeletion } from "@allokoli/shared/mirror/commits";
import { createMirror, leaseMs } from "@allokoli/shared/mirror/mirror";
import {
  crashing,
  createCrashPlan,
  createFakeVapi,
  toProvider,
  type CrashPlan,
  type FakeVapi,
} from "@allokoli/shared/mirror/testing";
import { author, database, fixture, tenant, useMember } from "@allokoli/shared/mirror/testing/member";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../settings/contract.ts";
import { formIn } from "../forms.ts";
import { assistantResource, type ClaimedAssistant } from "./store.ts";

const DELAY_MS = 15_000;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

useMember(["assistants", "assistant_versions"]);

const WHERE = { PUBLIC_API_URL: "https://api.allokoli.fr", VAPI_WEBHOOK_SECRET: "master" };

const requireUnused = () => Promise.resolve();
const syncStore = () => assistantResource.syncStore(database, fixture.orgId, formIn(WHERE, "assistant"));

/** Requests and sweeps about one assistant; its name is what the fake Vapi stores. */
function createWorld() {
  const id = uuidv7();
  const vapi: FakeVapi = createFakeVapi([], (made) => `${id}/${made}`);
  let skippedMs = 0;
  const mirrorIn = (plan: CrashPlan) =>
    createMirror<ClaimedAssistant>({
      store: crashing(syncStore(), plan),
      provider: toProvider<ClaimedAssistant>(vapi, ({ row }) => row.name, plan),
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
          commitCreation(tenant, assistantResource, syncStore(), {
            id,
            values: { name, ...DEFAULT_SETTINGS },
            leaseUntil,
            author,
          }),
        ),
      ),
    rename: (name: string, plan = never, by = tenant) =>
      mirrorIn(plan).change(
        plan.wrap(async (leaseUntil: Date) => {
          const committed = await commitChange(by, assistantResource, {
            id,
            ifMatch: undefined,
            leaseUntil,
            author,
            decide: () => ({ values: { name } }),
          });
          return { ...committed, revert: plan.wrap(committed.revert) };
        }),
      ),
    /** Changes a column that is not a setting. */
    keep: () =>
      mirrorIn(never).change((leaseUntil: Date) =>
        commitChange(tenant, assistantResource, {
          id,
          ifMatch: undefined,
          leaseUntil,
          author,
          decide: ({ name }) => {
            const kept = { createdBy: fixture.people.owner };
            return { values: { name, ...kept }, isForced: true };
          },
        }),
      ),
    remove: (plan = never) =>
      mirrorIn(plan).remove(
        plan.wrap(() => commitDeletion(tenant, assistantResource, { id, ifMatch: undefined, author, requireUnused })),
      ),
    sweep: (plan = never) => mirrorIn(plan).sweep(),
    /** Lets every claim and pause expire, and sweeps until nothing waits. */
    async calm() {
      for (let sweeps = 0; ; sweeps++) {
        if (sweeps > 10) throw new Error("something waits for ever");
        skippedMs += leaseMs(DELAY_MS) * 4;
        if ((await this.sweep()) === undefined) return;
      }
    },
    row: async () => (await fixture.superuser.query("select * from assistants where id = $1", [id])).rows[0],
    versions: async () =>
      (
        await fixture.superuser.query(
          "select version from assistant_versions where assistant_id = $1 order by version",
          [id],
        )
      ).rows.map(({ version }) => version),
    events: async () =>
      (await fixture.superuser.query("select type from events where resource_id = $1 order by id", [id])).rows.map(
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
  it("is created, changed and deleted, with a version and an event for each", async () => {
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

  it("leaves only an entry in the audit log when its creation is refused", async () => {
    const world = createWorld();
    expect(await outcome(world.create("bad"))).toBe("vapi_refused");
    expect(await world.row()).toBeUndefined();
    expect(await world.versions()).toEqual([]);
    expect(await world.events()).toEqual([]);
    const { rows } = await fixture.superuser.query(
      "select action from audit_log where resource_id = $1 order by created_at, id",
      [world.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["assistant.created", "assistant.created.refused"]);
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

  it("changes outside its settings without a version, and without a request to Vapi", async () => {
    const world = createWorld();
    await world.create("one");
    const before = await world.row();
    for (const thing of world.vapi.things.values()) thing.content = "as Vapi was told";
    world.vapi.weather.push("down");
    expect(await world.keep()).toMatchObject({ version: 1, revision: 2, syncState: "synced" });
    expect(await world.row()).toEqual({
      ...before,
      created_by: fixture.people.owner,
      revision: 2,
      updated_at: expect.anything(),
    });
    expect(await world.versions()).toEqual([1]);
    expect([...world.vapi.things.values()].map(({ content }) => content)).toEqual(["as Vapi was told"]);
    expect(await world.events()).toEqual(["assistant.created"]);
  });

  it("waits while Vapi is down, and has its event when Vapi has it", async () => {
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

  it("is changed by two at once, and Vapi gets the later change", async () => {
    const world = createWorld();
    await world.create("one");
    const names = ["two", "three", "four"];
    const others = names.map(async (name) => {
      const own = connect(fixture.appUrl);
      const by = personTenant(own, claimsOf(fixture.people.member), fixture.orgId);
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
    await fixture.superuser.query("update assistants set sync_next_at = now() - interval '1 second'");
    const own = syncStore();
    const now = new Date();
    const until = (ms: number) => new Date(now.getTime() + ms);
    const claims = await Promise.all([60_000, 60_001, 60_002].map((ms) => own.claim(world.id, now, until(ms))));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  it("does not keep a second counterpart when another was linked first", async () => {
    const world = createWorld();
    world.vapi.weather.push("down");
    await world.create("one");
    const own = syncStore();
    const far = new Date(Date.now() + 3_600_000);
    const claim = await own.claim(world.id, far, new Date(far.getTime() + 1));
    if (claim === undefined) throw new Error("not claimed");
    const late = { ...claim, leaseUntil: new Date(0) };
    expect(await own.settle(late, { type: "synced", vapiId: "vapi-late" }, far)).not.toMatchObject({ state: "lost" });
    expect(await own.settle(claim, { type: "synced", vapiId: "vapi-other" }, far)).toMatchObject({ state: "lost" });
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
