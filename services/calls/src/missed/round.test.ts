import { describe, expect, test } from "vitest";
import type { AdoptOutcome } from "../room/api.ts";
import type { Payload } from "../vapi/payload.ts";
import { PAGE, QUIET_A_ROUND, round, type Listed, type Quiet, type RoundDeps } from "./round.ts";
import { WATCH, type WatchState } from "./state.ts";

const NOW = Date.parse("2026-11-27T10:00:00Z");
const MINUTE = 60_000;
const ago = (ms: number) => new Date(NOW - ms).toISOString();
const call = (id: string, agoMs: number, more: Payload = {}): Payload => ({
  id,
  createdAt: ago(agoMs),
  assistantId: "assistant",
  transcript: "Bonjour.",
  ...more,
});

/** A Vapi with these calls, and an organization that has some of them. */
function world(calls: Payload[], known: string[] = [], over: Partial<RoundDeps> = {}) {
  const asked = { lists: [] as string[], found: [] as Listed[][], adopted: [] as string[], woken: [] as string[] };
  const failures: string[] = [];
  const stored = new Set(known);
  const deps: RoundDeps = {
    list: (from, to) => {
      asked.lists.push(`${from} ${to}`);
      return Promise.resolve(
        calls
          .filter((each) => String(each["createdAt"]) >= from && String(each["createdAt"]) < to)
          .toSorted((left, right) => String(right["createdAt"]).localeCompare(String(left["createdAt"])))
          .slice(0, PAGE),
      );
    },
    find: (listed) => {
      asked.found.push(listed);
      const missed = listed.filter(({ id }) => !stored.has(id)).map(({ id }) => ({ orgId: "org", vapiCallId: id }));
      return Promise.resolve({ missed, quiet: [] });
    },
    adopt: ({ vapiCallId }): Promise<AdoptOutcome> => {
      asked.adopted.push(vapiCallId);
      stored.add(vapiCallId);
      return Promise.resolve("ours");
    },
    wake: ({ callId }) => {
      asked.woken.push(callId);
      return Promise.resolve();
    },
    onFailure: (message) => void failures.push(message),
    now: () => NOW,
    keepRoomMs: 24 * 60 * MINUTE,
    leaveAloneMs: 0.5 * MINUTE,
    ...over,
  };
  return { deps, asked, failures, stored };
}
const stood = (over: Partial<WatchState> = {}): WatchState => ({
  after: ago(5 * MINUTE),
  open: null,
  again: [],
  woken: null,
  ...over,
});

describe("a round", () => {
  test("without news is one request and one query, however many calls are known", async () => {
    const calls = [call("known", 2 * MINUTE), call("ours", MINUTE, placed), call("begins", MINUTE / 4)];
    const { deps, asked } = world(calls, ["known"]);
    const { state, isMore } = await round(stood(), deps);
    expect(asked.lists).toEqual([`${ago(10 * MINUTE)} ${ago(MINUTE / 2)}`]);
    expect(asked.found).toEqual([[{ id: "known", assistantId: "assistant" }]]);
    expect([asked.adopted, isMore]).toEqual([[], false]);
    expect(state).toEqual(stood({ after: ago(MINUTE / 2) }));
    expect(WATCH.read(WATCH.write(state))).toEqual(state);
  });

  test("adopts missed calls once, also where rounds overlap", async () => {
    const { deps, asked } = world([call("missed", 7 * MINUTE), call("known", MINUTE)], ["known"]);
    const first = await round(stood(), deps);
    await round(first.state, { ...deps, now: () => NOW + MINUTE });
    expect(asked.adopted).toEqual(["missed"]);
  });

  test("begins as far back as rooms are kept, and looks no further back after an outage", async () => {
    const { deps, asked } = world([call("old", 25 * 60 * MINUTE), call("young", 23 * 60 * MINUTE)]);
    await round(undefined, deps);
    await round(stood({ after: ago(72 * 60 * MINUTE) }), deps);
    expect(asked.adopted).toEqual(["young"]);
    expect(new Set(asked.lists)).toEqual(new Set([`${ago(24 * 60 * MINUTE)} ${ago(MINUTE / 2)}`]));
  });

  test("reads more pages than fit in a round in several rounds, and loses no call", async () => {
    // Three in each millisecond, across page boundaries.
    const many = Array.from({ length: 1_234 }, (_, index) => call(`c${index}`, MINUTE + Math.floor(index / 3)));
    const { deps, asked, stored } = world(many);
    let { state, isMore } = await round(stood(), deps);
    expect([asked.lists.length, isMore]).toEqual([5, true]);
    // Until it is through, the next round begins where this one did.
    expect(state.after).toBe(stood().after);
    for (let rounds = 0; isMore && rounds < 10; rounds += 1) ({ state, isMore } = await round(state, deps));
    expect([stored.size, state.open, state.after]).toEqual([1_234, null, ago(MINUTE / 2)]);
    expect(asked.adopted).toHaveLength(1_234);
  });

  test("gets past more calls of one millisecond than a page holds", async () => {
    const many = Array.from({ length: PAGE * 2 }, (_, index) => call(`c${index}`, MINUTE));
    const { deps, stored } = world([...many, call("before", 2 * MINUTE)]);
    let { state, isMore } = await round(stood(), deps);
    for (let rounds = 0; isMore && rounds < 10; rounds += 1) ({ state, isMore } = await round(state, deps));
    expect([isMore, stored.has("before")]).toEqual([false, true]);
  });
});

describe("a failure", () => {
  test("at Vapi does not move the mark, and rooms are woken all the same", async () => {
    const quiet: Quiet[] = [{ orgId: "org", callId: "silent" }];
    const { deps, asked, failures } = world([], [], {
      list: () => Promise.reject(new Error("away")),
      find: () => Promise.resolve({ missed: [], quiet }),
    });
    const { state } = await round(stood(), deps);
    expect(state).toEqual(stood());
    expect([asked.woken, failures]).toEqual([["silent"], ["Vapi's calls not listed"]]);
  });

  test("of one call is tried again without holding back the mark, and given up with a log entry after ten tries", async () => {
    const { deps, failures } = world([call("missed", MINUTE)], [], { adopt: () => Promise.reject(new Error("away")) });
    let { state } = await round(stood(), deps);
    expect(state).toMatchObject({
      after: ago(MINUTE / 2),
      again: [{ orgId: "org", vapiCallId: "missed", attempts: 1 }],
    });
    const later = { ...deps, find: () => Promise.resolve({ missed: [], quiet: [] }) };
    for (let tries = 1; tries < 10; tries += 1) ({ state } = await round(state, later));
    expect([state.again, failures]).toEqual([[], ["call that nobody heard of given up"]]);
  });

  test("of very many calls keeps the mark, so that none is forgotten", async () => {
    const again = Array.from({ length: 500 }, (_, index) => ({ orgId: "org", vapiCallId: `a${index}`, attempts: 1 }));
    const { deps } = world([call("missed", MINUTE)], [], { adopt: () => Promise.reject(new Error("away")) });
    const { state, isMore } = await round(stood({ again }), deps);
    expect([state.after, state.again.length, isMore]).toEqual([stood().after, 500, false]);
  });
});

test("rooms of silent calls are woken in turns, so that one that stays silent does not block the others", async () => {
  const silent = Array.from({ length: QUIET_A_ROUND + 10 }, (_, index) => ({
    orgId: "org",
    callId: String(index).padStart(3, "0"),
  }));
  const find: RoundDeps["find"] = (_listed, after) =>
    Promise.resolve({
      missed: [],
      quiet: silent.filter(({ callId }) => after === null || callId > after).slice(0, QUIET_A_ROUND),
    });
  const { deps, asked } = world([], [], { find });
  const first = await round(stood(), deps);
  const second = await round(first.state, deps);
  expect([first.state.woken, second.state.woken]).toEqual(["049", null]);
  expect(new Set(asked.woken)).toEqual(new Set(silent.map(({ callId }) => callId)));
});

const placed = { assistantOverrides: { metadata: { allokoliOrgId: "org", allokoliCallId: "ours" } } };
