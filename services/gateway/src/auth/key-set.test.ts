import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decide,
  emptyKeySet,
  FETCH_LEASE_MS,
  fetchBegun,
  fetchFailed,
  fetchSucceeded,
  FIRST_FETCH_GAP_MS,
  FRESH_MS,
  REFETCH_GAP_MS,
  STALE_LIMIT_MS,
  type KeySetState,
} from "./key-set.ts";

const NOON = 1_800_000_000_000;
const having = (kids: string[], fetchedAtMs = NOON): KeySetState<string> =>
  fetchSucceeded(fetchBegun(emptyKeySet(), fetchedAtMs), fetchedAtMs, new Map(kids.map((kid) => [kid, `key ${kid}`])));

describe("the key set", () => {
  it("is fetched first, by one request; the others wait", () => {
    expect(decide(emptyKeySet(), "a", NOON)).toEqual({ kind: "fetch" });
    expect(decide(fetchBegun(emptyKeySet(), NOON), "a", NOON)).toEqual({ kind: "wait" });
  });

  it("is used for ten minutes, then fetched again", () => {
    expect(decide(having(["a"]), "a", NOON + FRESH_MS - 1)).toEqual({ kind: "use", key: "key a" });
    expect(decide(having(["a"]), "a", NOON + FRESH_MS)).toEqual({ kind: "fetch" });
  });

  it("serves on while one request fetches it again", () => {
    const fetching = fetchBegun(having(["a"]), NOON + FRESH_MS);
    expect(decide(fetching, "a", NOON + FRESH_MS + 1)).toEqual({ kind: "use", key: "key a" });
  });

  it("serves on while Auth is away, up to a day", () => {
    const away = fetchFailed(fetchBegun(having(["a"]), NOON + FRESH_MS), NOON + FRESH_MS);
    expect(decide(away, "a", NOON + FRESH_MS + REFETCH_GAP_MS - 1)).toEqual({ kind: "use", key: "key a" });
    const lastTry = NOON + STALE_LIMIT_MS - 1;
    const longAway = fetchFailed(fetchBegun(having(["a"]), lastTry), lastTry);
    expect(decide(longAway, "a", lastTry)).toEqual({ kind: "use", key: "key a" });
    expect(decide(longAway, "a", NOON + STALE_LIMIT_MS)).toMatchObject({ kind: "unavailable" });
  });

  it("is asked about an unknown key at most once in thirty seconds", () => {
    expect(decide(having(["a"]), "b", NOON + REFETCH_GAP_MS - 1)).toEqual({ kind: "unknown" });
    expect(decide(having(["a"]), "b", NOON + REFETCH_GAP_MS)).toEqual({ kind: "fetch" });
  });

  it("does not take a key for unknown when Auth could not be asked", () => {
    const later = NOON + REFETCH_GAP_MS;
    const away = fetchFailed(fetchBegun(having(["a"]), later), later);
    expect(decide(away, "b", later + 1)).toEqual({ kind: "unavailable", retryInMs: REFETCH_GAP_MS - 1 });
  });

  it("is tried for again soon where there never was one", () => {
    const away = fetchFailed(fetchBegun(emptyKeySet<string>(), NOON), NOON);
    expect(decide(away, "a", NOON + 1)).toEqual({ kind: "unavailable", retryInMs: FIRST_FETCH_GAP_MS - 1 });
    expect(decide(away, "a", NOON + FIRST_FETCH_GAP_MS)).toEqual({ kind: "fetch" });
  });

  it("is not waited for longer than a fetch may take: its request may be gone", () => {
    const abandoned = fetchBegun(emptyKeySet<string>(), NOON);
    expect(decide(abandoned, "a", NOON + FETCH_LEASE_MS - 1)).toEqual({ kind: "wait" });
    expect(decide(abandoned, "a", NOON + FETCH_LEASE_MS)).toMatchObject({ kind: "unavailable" });
    expect(decide(abandoned, "a", NOON + FIRST_FETCH_GAP_MS)).toEqual({ kind: "fetch" });
  });

  it("never goes back to older keys when an abandoned fetch comes in late", () => {
    const early = fetchBegun(emptyKeySet<string>(), NOON);
    const newer = fetchSucceeded(fetchBegun(early, NOON + 9_000), NOON + 9_000, new Map([["b", "key b"]]));
    const late = fetchSucceeded(newer, NOON, new Map([["a", "key a"]]));
    expect(decide(late, "b", NOON + 9_500)).toEqual({ kind: "use", key: "key b" });
  });

  it("keeps its promises whatever happens", () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.nat(200), fc.nat(40_000), fc.nat(FRESH_MS * 2), fc.nat(STALE_LIMIT_MS)),
      kid: fc.constantFrom("a", "b"),
      // How the fetch that this step may cause ends, and after how long; "lost" never ends.
      end: fc.constantFrom("works", "fails", "lost"),
      tookMs: fc.nat(FETCH_LEASE_MS * 2),
      published: fc.subarray(["a", "b"]),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state: KeySetState<string> = emptyKeySet();
        let nowMs = NOON;
        let pending: { endsAtMs: number; startedAtMs: number; step: (typeof steps)[number] }[] = [];
        let lastFetchMs = -Infinity;
        let lastSuccessMs = -Infinity;
        for (const current of steps) {
          nowMs += current.waitMs;
          for (const {
            startedAtMs,
            step: { end, published },
          } of pending.filter(({ endsAtMs }) => endsAtMs <= nowMs)) {
            if (end === "lost") continue;
            if (end === "works") lastSuccessMs = Math.max(lastSuccessMs, startedAtMs);
            state =
              end === "works"
                ? fetchSucceeded(state, startedAtMs, new Map(published.map((kid) => [kid, kid])))
                : fetchFailed(state, startedAtMs);
          }
          pending = pending.filter(({ endsAtMs }) => endsAtMs > nowMs);
          const decision = decide(state, current.kid, nowMs);
          // No key outlives a day without Auth.
          if (decision.kind === "use") expect(nowMs - lastSuccessMs).toBeLessThan(STALE_LIMIT_MS);
          // Fetches never come closer than the gap that holds at the time.
          if (decision.kind === "fetch") {
            const hasKeys = nowMs - lastSuccessMs < STALE_LIMIT_MS;
            expect(nowMs - lastFetchMs).toBeGreaterThanOrEqual(hasKeys ? REFETCH_GAP_MS : FIRST_FETCH_GAP_MS);
            lastFetchMs = nowMs;
            state = fetchBegun(state, nowMs);
            pending.push({ endsAtMs: nowMs + current.tookMs, startedAtMs: nowMs, step: current });
            expect(decide(state, current.kid, nowMs).kind).not.toBe("fetch");
          }
          // Nobody waits for a fetch that cannot be running.
          if (decision.kind === "wait") expect(nowMs - lastFetchMs).toBeLessThan(FETCH_LEASE_MS);
          if (decision.kind === "unavailable") expect(decision.retryInMs).toBeGreaterThan(0);
        }
      }),
    );
  });
});
