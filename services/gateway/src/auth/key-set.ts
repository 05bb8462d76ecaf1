/** How long a key set is used without asking again. */
export const FRESH_MS = 10 * 60_000;
/** The pause between two fetches, whatever causes them: an unknown key id, or an outage of Auth. */
export const REFETCH_GAP_MS = 30_000;
/** The same while there are no keys at all, when nobody can sign in until a fetch works. */
export const FIRST_FETCH_GAP_MS = 5_000;
/** A fetch that has not ended by then counts as failed: its request may have been cancelled. */
export const FETCH_LEASE_MS = 4_000;
/** How long keys serve on while Auth is away. */
export const STALE_LIMIT_MS = 24 * 60 * 60_000;

/**
 * The state of Auth's signing keys in an isolate. Plain data: a promise belongs to the request that made it, and
 * another request that awaits it hangs when the first one is cancelled.
 */
export type KeySetState<Key> = {
  set: { keys: ReadonlyMap<string, Key>; fetchedAtMs: number } | undefined;
  attempt: { startedAtMs: number; outcome: "running" | "succeeded" | "failed" } | undefined;
};

export type Decision<Key> =
  /** Verify with it. */
  | { kind: "use"; key: Key }
  /** Fetch the key set, then decide again. */
  | { kind: "fetch" }
  /** Another request is fetching the keys: decide again in a moment. */
  | { kind: "wait" }
  /** Auth, asked a moment ago, has no such key. */
  | { kind: "unknown" }
  /** It cannot be known whether Auth has this key. */
  | { kind: "unavailable"; retryInMs: number };

export const emptyKeySet = <Key>(): KeySetState<Key> => ({ set: undefined, attempt: undefined });

/** What a request whose token names `kid` should do. */
export function decide<Key>(state: KeySetState<Key>, kid: string, nowMs: number): Decision<Key> {
  const set = usableSet(state, nowMs);
  const key = set?.keys.get(kid);
  const running = isFetching(state, nowMs);
  const retryInMs = nextFetchAtMs(state, nowMs) - nowMs;
  if (set !== undefined && key !== undefined) {
    const fresh = nowMs - set.fetchedAtMs < FRESH_MS;
    return fresh || running || retryInMs > 0 ? { kind: "use", key } : { kind: "fetch" };
  }
  if (running) return { kind: "wait" };
  if (retryInMs <= 0) return { kind: "fetch" };
  return state.attempt?.outcome === "succeeded" ? { kind: "unknown" } : { kind: "unavailable", retryInMs };
}

/** A request begins to fetch. Call it right after `decide` said so, with no await between the two. */
export const fetchBegun = <Key>(state: KeySetState<Key>, nowMs: number): KeySetState<Key> => ({
  ...state,
  attempt: { startedAtMs: nowMs, outcome: "running" },
});

/** The fetch that began at `startedAtMs` brought these keys. */
export function fetchSucceeded<Key>(
  state: KeySetState<Key>,
  startedAtMs: number,
  keys: ReadonlyMap<string, Key>,
): KeySetState<Key> {
  if (state.set !== undefined && state.set.fetchedAtMs > startedAtMs) return state;
  return { set: { keys, fetchedAtMs: startedAtMs }, attempt: ended(state, startedAtMs, "succeeded") };
}

export const fetchFailed = <Key>(state: KeySetState<Key>, startedAtMs: number): KeySetState<Key> => ({
  ...state,
  attempt: ended(state, startedAtMs, "failed"),
});

/** The keys in use: fresh, or stale within bounds. */
export function usableSet<Key>({ set }: KeySetState<Key>, nowMs: number) {
  return set !== undefined && nowMs - set.fetchedAtMs < STALE_LIMIT_MS ? set : undefined;
}

export const isFetching = <Key>({ attempt }: KeySetState<Key>, nowMs: number) =>
  attempt?.outcome === "running" && nowMs - attempt.startedAtMs < FETCH_LEASE_MS;

/** From when on the key set may be fetched again. */
export function nextFetchAtMs<Key>(state: KeySetState<Key>, nowMs: number): number {
  if (state.attempt === undefined) return nowMs;
  const gapMs = usableSet(state, nowMs) === undefined ? FIRST_FETCH_GAP_MS : REFETCH_GAP_MS;
  return state.attempt.startedAtMs + gapMs;
}

/** An older fetch that ends late does not change the state of the one that replaced it. */
function ended<Key>({ attempt }: KeySetState<Key>, startedAtMs: number, outcome: "succeeded" | "failed") {
  return attempt?.startedAtMs === startedAtMs ? { startedAtMs, outcome } : attempt;
}
