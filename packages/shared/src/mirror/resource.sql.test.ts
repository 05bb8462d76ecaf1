import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { assistants } from "../db/schema/index.ts";
import { Problem } from "../http/problem.ts";
import { createCrashPlan, type CrashPlan } from "./testing.ts";
import { commitChange } from "./commits.ts";
import { createResource } from "./resource.ts";
import { author, fixture, tenant } from "./testing/member.ts";
import {
  createWorld,
  expectConverged,
  outcome,
  RESOURCES,
  useResources,
  type World,
} from "./testing/resource-world.ts";

useResources();

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
    for (const thing of world.vapi.things.values()) thing.content = "as the release before sent it";
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
      for (const thing of world.vapi.things.values()) thing.content = "as the release before sent it";
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

it("with versions has none for a change of what Vapi does not get, and Vapi gets no request", async () => {
  const versions: number[] = [];
  const resource = createResource<typeof assistants.$inferSelect, { name: string; metadata: unknown }, null>({
    kind: "assistant",
    table: assistants,
    vapiId: assistants.vapiAssistantId,
    vapiIdOf: ({ vapiAssistantId }) => vapiAssistantId,
    limit: "assistants",
    eventFields: ["id", "name"],
    fieldsOf: ({ name, metadata }) => ({ name, metadata }),
    findContext: async () => null,
    versions: {
      numberOf: ({ version }) => version,
      ofCreation: async () => undefined,
      ofChange: async (_tx, { version }) => versions.push(version),
      takeBack: async () => undefined,
    },
  });
  const id = uuidv7();
  await fixture.superuser.query(
    `insert into assistants (id, org_id, name, language, model_provider, model, temperature, voice_provider, voice,
       transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds,
       vapi_assistant_id, sync_state)
     values ($1, $2, 'Accueil', 'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'fr-FR-DeniseNeural', 'deepgram', 'fr', 600, 30,
       'vapi-1', 'synced')`,
    [id, fixture.orgId],
  );
  const change = (values: { name?: string; metadata?: unknown }, isMirrored: boolean) =>
    commitChange(tenant, resource, {
      id,
      ifMatch: undefined,
      author,
      decide: () => ({ values, isMirrored }),
      leaseUntil: new Date(Date.now() + 90_000),
    });
  expect(await change({ metadata: { note: "for us alone" } }, false)).toMatchObject({
    claim: undefined,
    row: { metadata: { note: "for us alone" }, revision: 2, version: 1, syncState: "synced" },
  });
  expect(versions).toEqual([]);
  expect(await change({ name: "Standard" }, true)).toMatchObject({
    claim: { action: "update" },
    row: { revision: 3, version: 2, syncState: "pending" },
  });
  expect(versions).toEqual([2]);
});
