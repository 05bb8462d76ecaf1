import { Problem } from "@allokoli/shared/http/problem";
import type { VerificationKey } from "./fetch-keys.ts";
import {
  decide,
  emptyKeySet,
  fetchBegun,
  fetchFailed,
  fetchSucceeded,
  FRESH_MS,
  isFetching,
  nextFetchAtMs,
  usableSet,
  type KeySetState,
} from "./key-set.ts";

const POLL_MS = 20;

export type KeyRingParts = {
  now: () => number;
  pause: (ms: number) => Promise<void>;
  fetchKeys: (supabaseUrl: string) => Promise<ReadonlyMap<string, VerificationKey>>;
  /** Called when the keys were replaced: tokens of removed keys must not stay valid. */
  onKeys?: (kids: ReadonlySet<string>) => void;
};

/** Keeps a fetch alive when the client that caused it disconnects: `waitUntil` of its request. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** Auth's signing keys as this isolate has them. */
export function createKeyRing({ now, pause, fetchKeys, onKeys }: KeyRingParts) {
  let state: KeySetState<VerificationKey> = emptyKeySet();

  /** Never rejects: how it went is in the state. */
  async function refresh(supabaseUrl: string): Promise<void> {
    const startedAtMs = now();
    state = fetchBegun(state, startedAtMs);
    try {
      const keys = await fetchKeys(supabaseUrl);
      state = fetchSucceeded(state, startedAtMs, keys);
      onKeys?.(new Set(state.set?.keys.keys()));
    } catch {
      state = fetchFailed(state, startedAtMs);
    }
  }

  return {
    /**
     * The key of that id; undefined when Auth has none.
     * @throws {Problem} `auth_unavailable` when that cannot be known.
     */
    async findKey(kid: string, supabaseUrl: string, keepAlive: KeepAlive): Promise<VerificationKey | undefined> {
      for (;;) {
        const decision = decide(state, kid, now());
        if (decision.kind === "use") return decision.key;
        if (decision.kind === "unknown") return undefined;
        if (decision.kind === "unavailable") {
          throw new Problem("auth_unavailable", { retryAfterSeconds: Math.ceil(decision.retryInMs / 1000) });
        }
        if (decision.kind === "wait") await pause(POLL_MS);
        else {
          const refreshing = refresh(supabaseUrl);
          keepAlive(refreshing);
          await refreshing;
        }
      }
    },

    /** Whether there are keys to verify with; asks Auth when it is time to. */
    async standing(supabaseUrl: string, keepAlive: KeepAlive): Promise<"up" | "stale" | "down"> {
      const known = usableSet(state, now());
      const fresh = known !== undefined && now() - known.fetchedAtMs < FRESH_MS;
      if (!fresh && !isFetching(state, now()) && nextFetchAtMs(state, now()) <= now()) {
        const refreshing = refresh(supabaseUrl);
        keepAlive(refreshing);
        await refreshing;
      }
      const set = usableSet(state, now());
      if (set === undefined) return "down";
      return now() - set.fetchedAtMs < FRESH_MS ? "up" : "stale";
    },
  };
}
export type KeyRing = ReturnType<typeof createKeyRing>;
