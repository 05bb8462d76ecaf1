import { and, desc, eq, ilike, isNull, sql } from "drizzle-orm";
import type { VerbOf } from "../audit/actions.ts";
import { entry as bookEntry, type Author } from "../db/books.ts";
import type { Database } from "../db/connect.ts";
import type { functions, squads, workflows } from "../db/schema/index.ts";
import { auditLog, events } from "../db/schema/index.ts";
import { systemTenant, type Tx } from "../db/tenant.ts";
import type { Position } from "../http/page.ts";
import type { MirrorStore } from "./mirror.ts";
import type { MirroredRow } from "./state.ts";
import { mirrorStore } from "./table.ts";

/** The tables of one shape, `resourceColumns` of db/schema/building-blocks. */
export type ResourceTable = typeof functions | typeof squads | typeof workflows;
export type ResourceRow = typeof functions.$inferSelect;
export type ResourceKind = "function" | "squad" | "workflow";

/** A resource in the hands of the mirror. */
export type ClaimedResource<Settings> = MirroredRow & { name: string; settings: Settings };

/** What a client wants of it. `isMirrored` is false for what Vapi has no part in: it is kept here alone. */
export type Wanted<Settings> = { name: string; settings: Settings; isMirrored: boolean };
export type NewResource<Settings> = Wanted<Settings> & { id: string; leaseUntil: Date; author: Author };
export type ResourceChange<Settings> = Wanted<Settings> & { leaseUntil: Date; now: Date; author: Author };

export type ResourceFilter = { limit: number; after: Position | undefined; search: string | undefined };

/**
 * The SQL of a mirrored resource that is a name and settings: one function a question, each for an open transaction.
 * `Settings` is what its contract writes into `settings`, and nothing else does. resource-commits.ts has its transactions.
 */
export function resourceStore<Settings extends object>(given: ResourceTable, kind: ResourceKind) {
  const table = oneShape(given);
  const isRow = (orgId: string, id: string) => and(eq(table.orgId, orgId), eq(table.id, id));
  const isLive = (orgId: string, id: string) => and(isRow(orgId, id), isNull(table.deletedAt));
  // Written from Settings and nothing else.
  const settingsOf = (row: ResourceRow) => row.settings as Settings;
  const stillClaimed = (orgId: string, claim: MirroredRow) =>
    and(isRow(orgId, claim.id), eq(table.syncNextAt, claim.leaseUntil), eq(table.revision, claim.revision));

  const toClaimed = (row: ResourceRow, leaseUntil: Date): ClaimedResource<Settings> => ({
    id: row.id,
    vapiId: row.vapiId,
    action: row.syncAction ?? "update",
    revision: row.revision,
    attempts: row.syncAttempts,
    createdAt: row.createdAt,
    leaseUntil,
    name: row.name,
    settings: settingsOf(row),
  });

  const entry = (
    orgId: string,
    author: Author,
    // What is done to all three alike.
    verb: VerbOf<"squad">,
    id: string,
    detail?: Record<string, unknown>,
  ) => bookEntry(orgId, author, `${kind}.${verb}`, { type: kind, id }, detail);

  return {
    kind,
    settingsOf,
    toClaimed,

    /** The books of an organization's, for the mirror. */
    books: (database: Database, orgId: string): MirrorStore<ClaimedResource<Settings>> =>
      mirrorStore<ClaimedResource<Settings>>({
        tenant: systemTenant(database, orgId),
        table,
        vapiId: table.vapiId,
        async findClaimed(tx, id, leaseUntil) {
          const [row] = await tx
            .select()
            .from(table)
            .where(and(isRow(orgId, id), eq(table.syncNextAt, leaseUntil)));
          return row && toClaimed(row, leaseUntil);
        },
        event: { name: kind, data: sql`jsonb_build_object('id', ${table.id}, 'name', ${table.name})` },
      }),

    async find(tx: Tx, orgId: string, id: string): Promise<ResourceRow | undefined> {
      const [row] = await tx.select().from(table).where(isLive(orgId, id));
      return row;
    },

    /** The live row, which nobody else changes until the transaction ends. */
    async lock(tx: Tx, orgId: string, id: string): Promise<ResourceRow | undefined> {
      const [row] = await tx.select().from(table).where(isLive(orgId, id)).for("update");
      return row;
    },

    /** Newest first, one more than `limit` when there are more. `search` is a part of the name. */
    list: (tx: Tx, orgId: string, { limit, after, search }: ResourceFilter): Promise<ResourceRow[]> =>
      tx
        .select()
        .from(table)
        .where(
          and(
            eq(table.orgId, orgId),
            isNull(table.deletedAt),
            search ? ilike(table.name, `%${search.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
            after && sql`(${table.createdAt}, ${table.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
          ),
        )
        .orderBy(desc(table.createdAt), desc(table.id))
        .limit(limit + 1),

    /** The row of a creation, claimed; `isFresh` is false when an earlier request with the same id made it. */
    async insert(tx: Tx, orgId: string, creation: NewResource<Settings>) {
      const { id, name, settings, isMirrored, leaseUntil, author } = creation;
      const [inserted, , [row]] = await Promise.all([
        tx
          .insert(table)
          .values({
            id,
            orgId,
            name,
            settings,
            createdBy: author.userId,
            ...(isMirrored
              ? { syncAction: "create" as const, syncAttempts: 1, syncNextAt: leaseUntil }
              : { syncState: "synced" as const }),
          })
          .onConflictDoNothing({ target: table.id })
          .returning({ id: table.id }),
        // Its id is the resource's, so that a repeated creation is in the books once.
        tx
          .insert(auditLog)
          .values({ id, ...entry(orgId, author, "create", id, { name }) })
          .onConflictDoNothing(),
        tx.select().from(table).where(isRow(orgId, id)),
      ]);
      return { row, isFresh: inserted.length > 0 };
    },

    /** Take a creation back whole, unless it was changed since, or the claim is over. */
    async uninsert(tx: Tx, orgId: string, claim: MirroredRow, author: Author): Promise<boolean> {
      const [gone] = await Promise.all([
        tx.delete(table).where(stillClaimed(orgId, claim)).returning({ id: table.id }),
        tx.insert(auditLog).values(entry(orgId, author, "create.refused", claim.id)),
      ]);
      return gone.length > 0;
    },

    /** The locked row with other settings. Claimed, unless Vapi has no part in it or another holds it at the moment. */
    async change(tx: Tx, before: ResourceRow, change: ResourceChange<Settings>) {
      const { orgId, id } = before;
      const { name, settings, isMirrored, leaseUntil, now, author } = change;
      const isFree = isUnclaimed(before, now);
      const [[row]] = await Promise.all([
        tx
          .update(table)
          .set({
            name,
            settings,
            revision: before.revision + 1,
            ...(isMirrored && {
              syncState: "pending" as const,
              syncAction: before.vapiId === null ? ("create" as const) : ("update" as const),
              ...(isFree && { syncAttempts: 1, syncError: null, syncNextAt: leaseUntil }),
            }),
          })
          .where(isRow(orgId, id))
          .returning(),
        tx.insert(auditLog).values(entry(orgId, author, "update", id, { fields: changedFields(before, change) })),
      ]);
      return row && isMirrored && isFree ? toClaimed(row, leaseUntil) : undefined;
    },

    /** Take a change back whole, unless there was another since, or the claim is over. */
    async unchange(tx: Tx, before: ResourceRow, claim: MirroredRow, author: Author): Promise<boolean> {
      const { orgId, id, name, settings, revision } = before;
      const { syncState, syncAction, syncAttempts, syncError, syncNextAt } = before;
      const [restored] = await Promise.all([
        tx
          .update(table)
          .set({ name, settings, revision, syncState, syncAction, syncAttempts, syncError, syncNextAt })
          .where(stillClaimed(orgId, claim))
          .returning({ id: table.id }),
        tx.insert(auditLog).values(entry(orgId, author, "update.refused", id)),
      ]);
      return restored.length > 0;
    },

    /** Hide the locked row; the sweep lets it go at Vapi, at once unless another holds it at the moment. */
    async hide(tx: Tx, before: ResourceRow, now: Date, author: Author): Promise<void> {
      const { orgId, id, name } = before;
      await Promise.all([
        tx
          .update(table)
          .set({
            deletedAt: now,
            revision: before.revision + 1,
            syncState: "pending",
            syncAction: "delete",
            ...(isUnclaimed(before, now) && { syncAttempts: 0, syncNextAt: now }),
          })
          .where(isRow(orgId, id)),
        tx
          .insert(events)
          .values({ orgId, type: `${kind}.deleted`, resourceType: kind, resourceId: id, data: { id, name } }),
        tx.insert(auditLog).values(entry(orgId, author, "delete", id, { name })),
      ]);
    },
  };
}

export type ResourceStore<Settings extends object> = ReturnType<typeof resourceStore<Settings>>;

// All three are made of resourceColumns(): their columns differ in nothing but the table's name.
const oneShape = (table: ResourceTable) => table as typeof functions;

const isUnclaimed = ({ syncState, syncNextAt }: ResourceRow, now: Date) =>
  syncState !== "pending" || syncNextAt === null || syncNextAt <= now;

function changedFields(before: ResourceRow, { name, settings }: { name: string; settings: object }): string[] {
  const was: object = typeof before.settings === "object" && before.settings !== null ? before.settings : {};
  const keys = [...new Set([...Object.keys(was), ...Object.keys(settings)])];
  const changed = keys.filter((key) => !isSameJson(Reflect.get(was, key), Reflect.get(settings, key)));
  return before.name === name ? changed : ["name", ...changed];
}

/** Equal as JSON, whatever the order of keys: jsonb keeps its own. A field that is undefined is one that is not there. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return left === right;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    [...keys].every((key) => isSameJson(Reflect.get(left, key), Reflect.get(right, key)))
  );
}
