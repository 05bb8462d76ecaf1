import { databaseProblem } from "@allokoli/shared/db/errors";
import { Problem } from "@allokoli/shared/http/problem";
import type { Plan } from "@allokoli/shared/limits/plans";
import type { MemberRole } from "@allokoli/shared/identity/identity";

/** A key that is good for its organization. */
export type ApiKey = {
  id: string;
  orgId: string;
  role: MemberRole;
  plan: Plan;
  expiresAtMs: number | undefined;
  lastUsedAtMs: number | undefined;
};

/** How long a key, or that there is none, is believed without asking again. */
export const FRESH_MS = 30_000;
/** How long a key serves on while Postgres is away. */
export const STALE_LIMIT_MS = 60 * 60_000;
/** How often it is written down that a key is used. */
export const USE_NOTED_MS = 60_000;

export type ApiKeysParts = { now: () => number; capacity: number; refusedCapacity: number };

/**
 * Which keys are whose, by their hash, as this isolate last read it. Only to route and to count requests by: every
 * transaction asks for the key again in the database. What is no key has a bounded memory of its own, so that guesses
 * drive no real key out.
 */
export function createApiKeys({ now, capacity, refusedCapacity }: ApiKeysParts) {
  const good = boundedMap<{ key: ApiKey; readAtMs: number }>(capacity);
  const refused = boundedMap<{ readAtMs: number }>(refusedCapacity);
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
    /** Whether it is time to write down that the key is used; then it is taken as written. */
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

/** What was set longest ago goes first. */
function boundedMap<Value>(capacity: number) {
  const entries = new Map<string, Value>();
  return {
    get: (name: string) => entries.get(name),
    delete: (name: string) => entries.delete(name),
    set(name: string, value: Value) {
      entries.delete(name);
      entries.set(name, value);
      const [oldest] = entries.keys();
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
    },
  };
}
