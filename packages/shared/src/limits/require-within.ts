import { sql } from "drizzle-orm";
import type { Tx } from "../db/tenant.ts";
import { Problem } from "../http/problem.ts";
import { PLAN_LIMITS, type CountedLimit, type LimitName, type Plan } from "./plans.ts";
import { heldOf, plannedIn, presentOf, usedOf } from "./usage.ts";

/** What is about to be made: the ids of its rows, and how much each takes, in the unit of the limit. */
export type Need = {
  limit: CountedLimit;
  ids: readonly string[];
  each?: number;
  /** Of `callsAtOnce`: the calls are to ring in the minute of this moment, beside those that are planned for it. */
  minute?: Date;
};

/** How many times what a plan allows there may be with what was deleted and is still to be released. */
const HELD_TIMES = 2;

/**
 * That an organization's plan allows what the transaction is about to make. Call it before the statements that insert:
 * its own are sent at once, in the order of the calls, and need no answer before the next (one round trip).
 * The organization's row is locked first, so two at once cannot both take the last of something. Rows that are there
 * already, from a request that is resumed, take nothing more.
 * @throws {Problem} `limit_reached`, which ends the transaction
 */
export async function requireWithin(tx: Tx, orgId: string, needs: readonly Need[], at: Date): Promise<void> {
  const asked = needs.filter(({ ids }) => ids.length > 0);
  if (asked.length === 0) return;
  const counts = asked.map(({ limit, ids, minute }) => {
    const used = minute === undefined ? usedOf(limit, orgId, at) : plannedIn(minute, orgId);
    return sql`select ${used}::float8 as used, ${heldOf(limit, orgId, at)}::float8 as held,
      ${presentOf(limit, orgId, ids)}::int as present`;
  });
  const [locked, counted] = await Promise.all([
    tx.execute<{ plan: Plan | null }>(sql`select app.lock_plan(${orgId}) as plan`).execute(),
    tx.execute<{ used: number; held: number | null; present: number }>(sql.join(counts, sql` union all `)).execute(),
  ]);
  const plan = locked.rows[0]?.plan;
  if (plan == null) throw new Problem("not_a_member");
  for (const [index, { limit, ids, each = 1 }] of asked.entries()) {
    const count = counted.rows[index];
    if (count === undefined) throw new Error(`${limit} was not counted`);
    const allowed = PLAN_LIMITS[plan][limit];
    const needed = (ids.length - count.present) * each;
    if (needed <= 0) continue;
    if (count.used + needed > allowed) throw limitReached({ name: limit, allowed, used: count.used });
    if (count.held !== null && count.held + needed > HELD_TIMES * allowed)
      throw new Problem("limit_reached", { detail: LET_GO_FIRST, limit: { name: limit, allowed, used: count.held } });
  }
}

const LET_GO_FIRST =
  "Much was deleted or came to nothing, and is still there: delete what failed, or try again when it has been let go of.";

/** The refusal that says which limit it is, and how far it is used. */
export const limitReached = (limit: { name: LimitName; allowed: number; used: number }) =>
  new Problem("limit_reached", { detail: SENTENCES[limit.name](limit.allowed), limit });

const ofPlan = (things: string) => (allowed: number) => `Your plan allows ${allowed} ${things}.`;
const whileNew = (things: string) => (allowed: number) =>
  `An organization that is new makes ${allowed} ${things} a day, together with its owners' other new ones.`;

const SENTENCES: Record<LimitName, (allowed: number) => string> = {
  callsAtOnce: ofPlan("calls at once"),
  minutesPerMonth: ofPlan("minutes of calls a month"),
  scheduledCalls: ofPlan("calls that are planned for later"),
  assistants: ofPlan("assistants"),
  versionsPerAssistant: ofPlan("versions of an assistant"),
  functions: ofPlan("functions"),
  squads: ofPlan("squads"),
  workflows: ofPlan("workflows"),
  knowledgeBases: ofPlan("knowledge bases"),
  files: ofPlan("files"),
  storageBytes: (allowed) => `Your plan allows ${Math.floor(allowed / 1024 ** 3)} GiB of files.`,
  phoneNumbers: ofPlan("phone numbers"),
  telephonyCredentials: ofPlan("telephone accounts"),
  blockedNumbers: ofPlan("blocked numbers"),
  testSuites: ofPlan("test suites"),
  tests: ofPlan("tests"),
  testRunsPerDay: ofPlan("test runs a day"),
  webhooks: ofPlan("webhooks"),
  apiKeys: ofPlan("API keys: revoke one that is not needed any more"),
  members: ofPlan("members, with those who are invited"),
  streams: (allowed) => `Whoever listens has ${allowed} streams of the same calls at once: close one first.`,
  requestsPerMinute: ofPlan("requests a minute"),
  callsOutPerDay: whileNew("calls"),
  minutesOutPerDay: whileNew("minutes of calls"),
};
