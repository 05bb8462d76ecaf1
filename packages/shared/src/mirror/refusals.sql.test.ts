import { describe, expect, it } from "vitest";
import { createWorld, expectConverged, outcome, RESOURCES, type Claim } from "./testing/resource-world.ts";

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
});
