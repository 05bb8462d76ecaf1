import { databaseProblem } from "@allokoli/shared/db/errors";
import { LRUCache } from "lru-cache";
import { choose, requireChosen, type Membership } from "./choose.ts";

/** How long a list is used without reading it again. */
export const FRESH_MS = 30_000;
/** How long a list serves on while Postgres is away. */
export const STALE_LIMIT_MS = 60 * 60_000;
/** How often a fresh list is read again, within `FRESH_MS`, because the organization asked for is not in it. */
export const MAX_REREADS = 10;

type Known = { memberships: readonly Membership[]; readAtMs: number; rereads: { count: number; sinceMs: number } };

/**
 * A cache of memberships in this isolate. It serves routing and rate limits only: every transaction checks the
 * membership again in the database.
 */
export function createMemberships({ now, capacity }: { now: () => number; capacity: number }) {
  const people = new LRUCache<string, Known>({ max: capacity });

  async function read(userId: string, query: () => Promise<readonly Membership[]>): Promise<Known> {
    const readAtMs = now();
    const memberships = await query();
    const earlier = people.get(userId)?.rereads;
    const rereads =
      earlier !== undefined && readAtMs - earlier.sinceMs < FRESH_MS ? earlier : { count: 0, sinceMs: readAtMs };
    const known = { memberships, readAtMs, rereads };
    people.set(userId, known);
    return known;
  }

  function mayReread({ rereads }: Known): boolean {
    if (now() - rereads.sinceMs >= FRESH_MS) {
      rereads.count = 0;
      rereads.sinceMs = now();
    }
    return ++rereads.count <= MAX_REREADS;
  }

  return {
    /**
     * The membership under which a person's request runs.
     * @param query reads the person's memberships.
     * @throws {Problem} `not_a_member`, also for an organization that does not exist; `organization_required`;
     * `database_unavailable`.
     */
    async resolve(
      userId: string,
      asked: string | undefined,
      query: () => Promise<readonly Membership[]>,
    ): Promise<Membership> {
      const known = people.get(userId);
      if (known !== undefined && now() - known.readAtMs < FRESH_MS) {
        const choice = choose(known.memberships, asked);
        const lacking = asked !== undefined && "refusal" in choice;
        if (!lacking || !mayReread(known)) return requireChosen(choice);
      }
      try {
        return requireChosen(choose((await read(userId, query)).memberships, asked));
      } catch (err) {
        const stale =
          known !== undefined && now() - known.readAtMs < STALE_LIMIT_MS ? choose(known.memberships, asked) : undefined;
        if (isDatabaseAway(err) && stale !== undefined && "membership" in stale) return stale.membership;
        throw err;
      }
    },
    /** The person's memberships were changed here. */
    forget: (userId: string) => people.delete(userId),
  };
}
export type Memberships = ReturnType<typeof createMemberships>;

const isDatabaseAway = (err: unknown) => databaseProblem(err)?.code === "database_unavailable";
