import { describe, expect, it } from "vitest";
import { VapiUnavailable } from "../vapi/errors.ts";
import { createStockRounds } from "./stocktake-rounds.ts";
import { leadsHere, takeStock, toMark, type Standing, type StockKind } from "./stocktake.ts";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const SETTLED_MS = 60_000;
const id = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, "0")}`;

type Thing = { id: string; createdAt: string; ourId?: string; isHere?: boolean };
type Row = { ourId: string; vapiId: string | null; isSynced: boolean };

/** A Vapi and the rows of all organizations; `gone` are ids of ours that only the audit log knows. */
function createWorld(things: Thing[], rows: Row[], gone: string[] = []) {
  const told: string[] = [];
  const removed: string[] = [];
  const logged: string[] = [];
  const line = (message: string, fields?: { vapiId?: unknown; count?: unknown }) =>
    void logged.push(`${message}: ${String(fields?.vapiId ?? fields?.count)}`);
  const kind: StockKind<Thing> = {
    name: "assistant",
    list: async () => things,
    markOf: ({ ourId, isHere = true }) => toMark({ ourId, orgId: id(0), isHere }),
    remove: async (vapiId) => void removed.push(vapiId),
  };
  const standingOf = (vapiId: string, ourId: string): { standing: Standing; linked: string | null } => {
    const row = rows.find((one) => one.ourId === ourId);
    if (rows.some((one) => one.vapiId === vapiId)) return { standing: "linked", linked: vapiId };
    if (row === undefined) return { standing: gone.includes(ourId) ? "gone" : "unknown", linked: null };
    return { standing: row.isSynced && row.vapiId !== null ? "surplus" : "waiting", linked: row.vapiId };
  };
  const deps = {
    store: {
      linked: async () =>
        new Map(rows.flatMap((row) => (row.isSynced && row.vapiId !== null ? [[row.vapiId, row.ourId] as const] : []))),
      standings: async (_kind: string, strays: { vapiId: string; mark: { ourId: string } }[]) =>
        new Map(strays.map(({ vapiId, mark }) => [vapiId, standingOf(vapiId, mark.ourId)])),
      tellAgain: async (_kind: string, lost: { vapiId: string }[]) => {
        told.push(...lost.map(({ vapiId }) => vapiId));
        return lost.length;
      },
    },
    log: { info: line, warn: line, error: (message: string, _err: unknown, fields?: object) => line(message, fields) },
    now: () => NOW,
    settledMs: SETTLED_MS,
  };
  return {
    told,
    removed,
    logged,
    kind,
    deps,
    take: (over: Partial<StockKind<Thing>> = {}) => takeStock({ ...kind, ...over }, deps),
  };
}
const thing = (vapiId: string, ourId?: string, more: Partial<Thing> = {}): Thing => ({
  id: vapiId,
  createdAt: new Date(NOW - SETTLED_MS - 1).toISOString(),
  ...(ourId !== undefined && { ourId }),
  ...more,
});
const row = (ourId: string, vapiId: string | null, isSynced = true): Row => ({ ourId, vapiId, isSynced });

describe("the stocktake", () => {
  it("does nothing where both sides agree, or the row is under way", async () => {
    const rows = [row(id(1), "v1"), row(id(2), null, false), row(id(3), "v3", false)];
    const world = createWorld([thing("v1", id(1)), thing("v2", id(2)), thing("v3", id(3)), thing("theirs")], rows);
    await world.take();
    expect([world.told, world.removed, world.logged]).toEqual([[], [], []]);
  });

  it("has a row sent again whose counterpart Vapi lost", async () => {
    const world = createWorld([thing("v1", id(1))], [row(id(1), "v1"), row(id(2), "v2")]);
    await world.take();
    expect([world.told, world.removed]).toEqual([["v2"], []]);
  });

  it("removes a second counterpart, and the counterpart of a row that is gone", async () => {
    const things = [thing("v1", id(1)), thing("twice", id(1)), thing("orphan", id(9))];
    const world = createWorld(things, [row(id(1), "v1")], [id(9)]);
    await world.take();
    expect(world.removed).toEqual(["twice", "orphan"]);
    expect(world.logged).toEqual(["surplus at Vapi removed: twice", "surplus at Vapi removed: orphan"]);
  });

  it.each([
    ["is new, and is perhaps being stored", thing("new", id(1), { createdAt: new Date(NOW).toISOString() })],
    ["names a row that was never known here", thing("unknown", id(7))],
    ["leads to another installation", thing("elsewhere", id(1), { isHere: false })],
    ["has no id of ours", thing("theirs", "nonsense")],
  ])("never removes what %s", async (_, stray) => {
    const world = createWorld([thing("v1", id(1)), stray], [row(id(1), "v1")]);
    await world.take();
    expect(world.removed).toEqual([]);
  });

  it("never removes the only one that is left", async () => {
    const world = createWorld([thing("other", id(1))], [row(id(1), "v1")]);
    await world.take();
    expect([world.removed, world.told]).toEqual([[], ["v1"]]);
  });

  it("only logs what is not to be removed", async () => {
    const { remove: _none, ...kind } = createWorld([], []).kind;
    const world = createWorld([thing("v1", id(1)), thing("rings", id(1))], [row(id(1), "v1")]);
    await takeStock({ ...kind, list: world.kind.list }, world.deps);
    expect([world.removed, world.logged]).toEqual([[], ["surplus at Vapi, for a person to judge: rings"]]);
  });

  it("goes on after one that Vapi does not delete", async () => {
    const things = [thing("v1", id(1)), thing("kept", id(1)), thing("twice", id(1))];
    const world = createWorld(things, [row(id(1), "v1")]);
    await world.take({
      async remove(vapiId) {
        if (vapiId === "kept") throw new VapiUnavailable(503, undefined);
        await world.kind.remove?.(vapiId);
      },
    });
    expect(world.removed).toEqual(["twice"]);
  });

  it("does nothing by a list that it cannot read to its end", async () => {
    const world = createWorld([], [row(id(1), "v1")]);
    const list = async () => Promise.reject(new VapiUnavailable(503, undefined));
    await expect(world.take({ list })).rejects.toThrow(VapiUnavailable);
    expect(world.told).toEqual([]);
  });
});

it("an address leads here if its origin is ours; without one that is not known", () => {
  expect(leadsHere("https://api.allokoli.fr/v1/webhooks/receive?org=1", "https://api.allokoli.fr")).toBe(true);
  expect(leadsHere("https://api.allokoli.fr.evil.example/", "https://api.allokoli.fr")).toBe(false);
  expect(leadsHere(undefined, "https://api.allokoli.fr")).toBe(false);
});

describe("the rounds of the stocktake", () => {
  function createRounds(stored?: unknown) {
    const held = new Map<string, unknown>(stored === undefined ? [] : [["stocktake", stored]]);
    const world = { time: 0, taken: [] as string[], failures: [] as unknown[] };
    const rounds = createStockRounds({
      storage: {
        get: async (key) => held.get(key),
        put: async (key, value) => void held.set(key, value),
        delete: async (key) => held.delete(key),
      },
      kinds: ["a", "b"].map((kind) => async () => {
        world.taken.push(kind);
        if (kind === "a") throw new Error("away");
      }),
      onFailure: (err) => world.failures.push(err),
      now: () => world.time,
      everyMs: 1000,
    });
    return Object.assign(world, { rounds });
  }

  it("take one kind at a time, evenly spread, also after one that fails", async () => {
    const world = createRounds();
    for (; world.time < 2500; world.time += 100) await world.rounds.ring();
    expect(world.taken).toEqual(["a", "b", "a", "b"]);
    expect(world.failures).toHaveLength(2);
  });

  it("go on where another release stopped, also if that knew more kinds", async () => {
    const world = createRounds({ shapeVersion: 0, value: { kind: 3, at: 0 } });
    await world.rounds.ring();
    expect(world.taken).toEqual(["b"]);
  });
});
