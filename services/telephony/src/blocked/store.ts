import { findBrokenConstraint } from "@allokoli/shared/db/errors";
import { auditLog, blockedNumbers, calls, profiles } from "@allokoli/shared/db/schema/index";
import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { Problem } from "@allokoli/shared/http/problem";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { and, desc, eq, getTableColumns, isNull, like, or, sql } from "drizzle-orm";
import { auditEntry, type Author } from "../author.ts";
import type { BlockedNumber, UpdateBlockedNumber } from "./contract.ts";

type Row = typeof blockedNumbers.$inferSelect;
/** A row with who made it, and how often its callers were turned away. */
export type BlockedRow = Row & { authorName: string | null; turnedAway: number; lastAt: Date | null };

// Apart from the fields that they are for: drizzle drops the table's name from columns that stand in a field itself.
const turnedAway = sql`from ${calls} where ${calls.orgId} = ${blockedNumbers.orgId} and ${calls.endedFamily} = 'blocked'
  and ${calls.deletedAt} is null and (${calls.customerNumber} = ${blockedNumbers.number}
    or ${blockedNumbers.number} is null and ${calls.customerNumber} is null)`;
const lastAt = sql`max(${calls.createdAt})`;
const author = sql`coalesce(${profiles.fullName}, app.api_key_name(${blockedNumbers.orgId}, ${blockedNumbers.createdBy}))`;
const columns = {
  ...getTableColumns(blockedNumbers),
  authorName: sql<string | null>`${author}`.as("author_name"),
  turnedAway: sql<number>`(select count(*)::int ${turnedAway})`.as("turned_away"),
  lastAt: sql<Date | null>`(select ${lastAt} ${turnedAway})`.mapWith(calls.createdAt).as("last_at"),
};

export const toBlockedNumber = (row: BlockedRow): BlockedNumber => ({
  id: row.id,
  number: row.number,
  note: row.note,
  answer: row.answer,
  turnedAway: row.turnedAway,
  lastAt: row.lastAt?.toISOString() ?? null,
  createdBy: row.createdBy === null ? null : { id: row.createdBy, name: row.authorName },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const isIt = (orgId: string, id: string) => and(eq(blockedNumbers.orgId, orgId), eq(blockedNumbers.id, id));

const select = (tx: Tx) =>
  tx.select(columns).from(blockedNumbers).leftJoin(profiles, eq(profiles.userId, blockedNumbers.createdBy));

export async function findBlockedNumber(tx: Tx, orgId: string, id: string): Promise<BlockedRow | undefined> {
  const [row] = await select(tx).where(isIt(orgId, id));
  return row;
}

type Filter = { limit: number; after: Position | undefined; beginnings: string[] | undefined };

/** Newest first, one more than `limit` when there are more. */
export const listBlockedNumbers = (
  tx: Tx,
  orgId: string,
  { limit, after, beginnings }: Filter,
): Promise<BlockedRow[]> =>
  select(tx)
    .where(
      and(
        eq(blockedNumbers.orgId, orgId),
        beginnings && or(...beginnings.map((beginning) => like(blockedNumbers.number, `${beginning}%`))),
        after &&
          sql`(${blockedNumbers.createdAt}, ${blockedNumbers.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(blockedNumbers.createdAt), desc(blockedNumbers.id))
    .limit(limit + 1);

export type NewBlockedNumber = Pick<Row, "id" | "number" | "note" | "answer"> & { author: Author };

/**
 * Block a number; a row of an earlier request with the same id is left as it is. The log does not say the number: it outlives
 * an erasure of the caller.
 * @throws {Problem} `conflict` when it is blocked already; `limit_reached`
 */
export async function blockNumber(
  tenant: Tenant,
  { id, number, note, answer, author: by }: NewBlockedNumber,
): Promise<BlockedRow | undefined> {
  const { orgId } = tenant;
  try {
    return await tenant.write("member", async (tx) => {
      const [, , , [row]] = await Promise.all([
        requireWithin(tx, orgId, [{ limit: "blockedNumbers", ids: [id] }], new Date()),
        tx
          .insert(blockedNumbers)
          .values({ id, orgId, number, note, answer, createdBy: by.userId })
          .onConflictDoNothing({ target: blockedNumbers.id }),
        tx
          .insert(auditLog)
          // Its id is the row's, so that a repeated creation has one entry in the log.
          .values({ id, ...auditEntry(orgId, by, "blocked-number", "created", id) })
          .onConflictDoNothing(),
        // Not findBlockedNumber: an async function would put its statement before those above.
        select(tx).where(isIt(orgId, id)),
      ]);
      return row;
    });
  } catch (err) {
    if (findBrokenConstraint(err) !== "blocked_numbers_once") throw err;
    throw new Problem("conflict", { detail: "This number is blocked already.", cause: err });
  }
}

export async function lockBlockedNumber(tx: Tx, orgId: string, id: string): Promise<Row | undefined> {
  const [row] = await tx.select().from(blockedNumbers).where(isIt(orgId, id)).for("update");
  return row;
}

export async function changeBlockedNumber(
  tx: Tx,
  { orgId, id, revision }: Row,
  { note, answer }: UpdateBlockedNumber,
  by: Author,
): Promise<void> {
  const change = { ...(note !== undefined && { note }), ...(answer !== undefined && { answer }) };
  await Promise.all([
    tx
      .update(blockedNumbers)
      .set({ ...change, revision: revision + 1 })
      .where(isIt(orgId, id)),
    tx.insert(auditLog).values(auditEntry(orgId, by, "blocked-number", "updated", id, { fields: Object.keys(change) })),
  ]);
}

/** Whether it was blocked. */
export async function unblockNumber(tx: Tx, orgId: string, id: string, by: Author): Promise<boolean> {
  const removed = await tx.delete(blockedNumbers).where(isIt(orgId, id)).returning({ id: blockedNumbers.id });
  if (removed.length === 0) return false;
  await tx.insert(auditLog).values(auditEntry(orgId, by, "blocked-number", "deleted", id));
  return true;
}

/** As the system: what is kept of a blocked caller, by E.164 or null for one who hides it; undefined when they are not blocked. */
export async function findBlocked(
  tx: Tx,
  orgId: string,
  number: string | null,
): Promise<Pick<Row, "answer"> | undefined> {
  const isTheirs = number === null ? isNull(blockedNumbers.number) : eq(blockedNumbers.number, number);
  const [row] = await tx
    .select({ answer: blockedNumbers.answer })
    .from(blockedNumbers)
    .where(and(eq(blockedNumbers.orgId, orgId), isTheirs));
  return row;
}

/** SQL, of a row with an organization: whether it blocks anybody. */
export const blocksCallers = (orgId: Parameters<typeof eq>[0]) =>
  sql<boolean>`exists (select from ${blockedNumbers} where ${blockedNumbers.orgId} = ${orgId})`;
