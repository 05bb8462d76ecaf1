import { expect, it } from "vitest";
import { isStillPublished, requireBase } from "./base.ts";

const base = { name: "Accueil", members: [{ assistantId: "a", handoffs: [] }] };

it("is still published in any order of keys, and with settings that a later release added", () => {
  expect(isStillPublished(base, { members: [{ handoffs: [], assistantId: "a" }], name: "Accueil" })).toBe(true);
  expect(isStillPublished(base, { ...base, language: "fr" })).toBe(true);
});

it("is not when one of its settings is another, or is gone", () => {
  expect(isStillPublished(base, { ...base, name: "Standard" })).toBe(false);
  expect(isStillPublished(base, { name: "Accueil" })).toBe(false);
  expect(() => requireBase({ base }, { ...base, members: [] })).toThrow(
    expect.objectContaining({ code: "precondition_failed" }),
  );
  expect(() => requireBase({}, base)).not.toThrow();
});
