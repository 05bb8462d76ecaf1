import { storedValue } from "@allokoli/shared/stored/value";
import type { Shape } from "@allokoli/shared/stored/shape";
import { expect, test } from "vitest";
import { CLEAR_AT, LANE } from "./stored.ts";

const REF = { orgId: "0199a1ef-0000-7000-8000-000000000001", endpointId: "0199a1ef-0000-7000-8000-000000000002" };
const MOMENT = 1_795_766_400_000;

/** What an object finds that the release before left, and what it leaves itself. */
async function resumed<T>(shape: Shape<T>, key: string, raw: unknown) {
  const held = new Map([[key, raw]]);
  const told: string[] = [];
  const storage = {
    get: async (name: string) => held.get(name),
    put: async (name: string, value: unknown) => void held.set(name, value),
    delete: async (name: string) => held.delete(name),
  };
  const kept = storedValue(storage, key, shape, { error: (message) => void told.push(message) });
  const found = await kept.get();
  if (found !== undefined) await kept.put(found);
  return { found, left: held.get(key), again: await kept.get(), told };
}

test("a lane of the release before goes on, and is kept in today's shape", async () => {
  expect(await resumed(LANE, "lane", { ...REF })).toEqual({
    found: REF,
    left: { shapeVersion: 0, value: REF },
    again: REF,
    told: [],
  });
});

test("an outbox of the release before clears when it meant to", async () => {
  expect(await resumed(CLEAR_AT, "clearAt", MOMENT)).toEqual({
    found: MOMENT,
    left: { shapeVersion: 0, value: MOMENT },
    again: MOMENT,
    told: [],
  });
});

test("what cannot be read is set aside and told: the sweep wakes the lane anew, and the outbox clears at once", async () => {
  for (const raw of ["lane", { orgId: REF.orgId }, { ...REF, orgId: 3 }, { shapeVersion: 1, value: REF }, null]) {
    expect(await resumed(LANE, "lane", raw)).toMatchObject({
      found: undefined,
      told: ["stored state was set aside"],
    });
  }
  for (const raw of ["soon", -1, Number.NaN, { shapeVersion: 7, value: MOMENT }]) {
    expect(await resumed(CLEAR_AT, "clearAt", raw)).toMatchObject({ found: undefined, left: undefined });
  }
});
