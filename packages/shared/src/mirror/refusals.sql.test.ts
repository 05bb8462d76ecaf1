import { describe, expect, it } from "vitest";
import { createCrashPlan } from "./testing.ts";
import { fixture } from "./testing/member.ts";
import {
  createWorld,
  expectConverged,
  outcome,
  RESOURCES,
  useResources,
  type Claim,
} from "./testing/resource-world.ts";

useResources();

describe.each(RESOURCES)("a %s that Vapi refuses", (kind, table) => {
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
      const attempted = what === "change" ? [`${kind}.updated`] : [];
      expect(await world.audited()).toEqual([`${kind}.created`, ...attempted, `${kind}.updated`]);
      await world.calm();
      await expectConverged(world);
      expect(world.vapi.things.size).toBe(1);
    },
  );

  it("keeps another person's change when the creation is repeated after a crash, and refused then", async () => {
    const world = createWorld(table, kind);
    const COMMIT = 2;
    expect(await outcome(world.create("one", createCrashPlan({ step: COMMIT, moment: "after" })))).toBe("Crash");
    await world.change("two");
    await fixture.superuser.query(
      `update ${kind}s set sync_next_at = now() - interval '1 hour', sync_sent_at = now() - interval '1 hour' where id = $1`,
      [world.id],
    );
    // Vapi has nothing with our id, and refuses the creation.
    world.vapi.weather.push("fine", "refused");
    expect(await outcome(world.create("one"))).toBe("vapi_refused");
    expect(await world.row()).toMatchObject({ settings: { note: "two" }, revision: 2 });
    expect(await world.audited()).toEqual([`${kind}.created`, `${kind}.updated`]);
    await world.calm();
    await expectConverged(world);
  });

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
      const attempted = what === "change" ? [`${kind}.updated`] : [];
      expect(await world.audited()).toEqual([`${kind}.created`, ...attempted]);
    },
  );
});
