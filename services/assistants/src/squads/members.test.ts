import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memberFaults, withChangedMember, withMember, withoutMember } from "./members.ts";

const NAMES = new Map([
  ["a", "Accueil"],
  ["b", "Rendez-vous"],
  ["c", "Urgences"],
  ["d", "Accueil"],
]);
const member = (assistantId: string, ...to: string[]) => ({
  assistantId,
  handoffs: to.map((target) => ({ to: target, when: `for ${target}` })),
});
const faults = (...members: ReturnType<typeof member>[]) => memberFaults(members, NAMES).map(({ path }) => path);

describe("members of a squad", () => {
  it("are valid when each is there once, and hands over to others", () => {
    expect(faults(member("a", "b", "c"), member("b", "a"), member("c"))).toEqual([]);
  });

  it("are refused, each fault at its path", () => {
    expect(faults(member("z"))).toEqual(["members.0.assistantId"]);
    expect(faults(member("a"), member("a"))).toEqual(["members.1.assistantId"]);
    expect(faults(member("a"), member("d"))).toEqual(["members.1.assistantId"]);
    expect(faults(member("a", "a"), member("b"))).toEqual(["members.0.handoffs.0.to"]);
    expect(faults(member("a", "c"), member("b"))).toEqual(["members.0.handoffs.0.to"]);
    expect(faults(member("a", "b", "b"), member("b"))).toEqual(["members.0.handoffs.1.to"]);
  });

  it("can be added at a position, moved, and removed with the handoffs to them", () => {
    const two = [member("a", "b"), member("b", "a")];
    const ids = (members: { assistantId: string }[]) => members.map(({ assistantId }) => assistantId).join("");
    expect(ids(withMember(two, member("c"), undefined))).toBe("abc");
    expect(ids(withMember(two, member("c"), 1))).toBe("cab");
    expect(ids(withMember(two, member("c"), 9))).toBe("abc");
    expect(ids(withChangedMember(two, "b", { position: 1 }))).toBe("ba");
    expect(withChangedMember(two, "b", { handoffs: [] })[1]).toEqual(member("b"));
    expect(withoutMember(two, "b")).toEqual([member("a")]);
    expect(() => withoutMember([member("a")], "a")).toThrow("delete the squad");
    expect(() => withMember(two, member("a"), 1)).toThrow(expect.objectContaining({ code: "validation_failed" }));
    expect(() => withChangedMember(two, "z", {})).toThrow(expect.objectContaining({ code: "not_found" }));
  });

  it("stay valid, whichever are added, moved and removed", () => {
    const step = fc.record({
      id: fc.constantFrom("a", "b", "c"),
      what: fc.constantFrom("add", "move", "remove"),
      position: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let members = [member("a", "b"), member("b", "a")];
        for (const { id, what, position } of steps) {
          try {
            if (what === "add") members = withMember(members, member(id), position);
            else if (what === "move") members = withChangedMember(members, id, { position });
            else members = withoutMember(members, id);
          } catch (err) {
            expect(err).toMatchObject({ name: "Problem" });
          }
        }
        expect(memberFaults(members, NAMES)).toEqual([]);
        expect(members.length).toBeGreaterThan(0);
      }),
    );
  });
});
