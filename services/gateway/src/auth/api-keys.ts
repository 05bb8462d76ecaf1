import { databaseProblem } from "@allokoli/shared/db/errors";
import { Problem } from "@allokoli/shared/http/problem";
import { LRUCache } from "lru-cache";
import type { ApiKey } from "../env.ts";

/** How long a key, or its absence, is cached. */
export const FRESH_MS = 30_000;
/** How long a key serves on while Postgres is away. */
export const STALE_LIMIT_MS = 60 * 60_000;
/** How often it is written down that a key is used. */
export const USE_NOTED_MS = 60_000;

export type ApiKeysParts = { now: () => number; capacity: number; refusedCapacity: number };

/**
 * A cache of API keys by their hash, in this isolate. It serves routing and rate limits only: every transaction checks
 * the key again in the database. Hashes without a key have a bounded cache of their own, so that guesses cannot evict
 * real keys.
 */
export function createApiKeys({ now, capacity, refusedCapacity }: ApiKeysParts) {
  const good = new LRUCache<string, { key: ApiKey; readAtMs: number }>({ max: capacity });
  const refused = new LRUCache<string, { readAtMs: number }>({ max: refusedCapacity });
  const isFresh = (entry: { readAtMs: number } | undefined) => entry !== undefined && now() - entry.readAtMs < FRESH_MS;

  return {
    /**
     * @param query asks the database; told whether this isolate has never seen the key, which may then be a guess.
     * @throws {Problem} `unauthorized`, whatever is wrong with the key; `database_unavailable`.
     */
    async find(hash: string, query: (isNew: boolean) => Promise<ApiKey | undefined>): Promise<ApiKey> {
      const known = good.get(hash);
      if (known !== undefined && isFresh(known)) return requireCurrent(known.key, now());
      if (isFresh(refused.get(hash))) throw new Problem("unauthorized");
      const readAtMs = now();
      try {
        const key = await query(known === undefined);
        if (key === undefined) {
          good.delete(hash);
          refused.set(hash, { readAtMs });
          throw new Problem("unauthorized");
        }
        good.set(hash, { key, readAtMs });
        return requireCurrent(key, readAtMs);
      } catch (err) {
        const isAway = databaseProblem(err)?.code === "database_unavailable";
        if (isAway && known !== undefined && now() - known.readAtMs < STALE_LIMIT_MS) {
          return requireCurrent(known.key, now());
        }
        throw err;
      }
    },
    /** Whether it is time to record that the key is used; if so, it counts as recorded. */
    isUseDue(key: ApiKey): boolean {
      const isDue = key.lastUsedAtMs === undefined || now() - key.lastUsedAtMs >= USE_NOTED_MS;
      if (isDue) key.lastUsedAtMs = now();
      return isDue;
    },
  };
}
export type ApiKeys = ReturnType<typeof createApiKeys>;

function requireCurrent(key: ApiKey, nowMs: number): ApiKey {
  if (key.expiresAtMs !== undefined && key.expiresAtMs <= nowMs) throw new Problem("unauthorized");
  return key;
}
