import { and, desc, eq, getTableColumns, isNull, sql, type SQL } from "drizzle-orm";
import { contains } from "../db/search.ts";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { AuditAction, VerbOf } from "../audit/actions.ts";
import { entry as auditEntry, type Author } from "../db/audit-entry.ts";
import type { Database } from "../db/connect.ts";
import type {
  assistants,
  functions,
  phoneNumbers,
  squads,
  telephonyCredentials,
  workflows,
} from "../db/schema/index.ts";
import { auditLog, events } from "../db/schema/index.ts";
import { systemTenant, type Tx } from "../db/tenant.ts";
import { EVENT_TYPES, type MirroredName } from "../events/event-types.ts";
import type { Position } from "../http/page.ts";
import type { MemberRole } from "../identity/identity.ts";
import type { CountedLimit } from "../limits/plans.ts";
import { changedFields } from "./changed-fields.ts";
import type { MirrorStore } from "./mirror.ts";
import type { Claimed } from "./state.ts";
import { mirrorStore } from "./table.ts";

export type ResourceTable =
  | typeof assistants
  | typeof functions
  | typeof squads
  | typeof workflows
  | typeof phoneNumbers
  | typeof telephonyCredentials;

/** The columns that every mirrored table has. */
export type ResourceRow = Omit<typeof functions.$inferSelect, "settings" | "vapiId" | "syncForm">;

/**
 * Stores a version for each change that is sent to Vapi, for rows with a `version` that counts them. Written together
 * with the row, so that it costs no further round trip.
 */
export type VersionHooks<Row, Values> = {
  numberOf(row: Row): number;
  /** The first version. Does nothing when a creation is repeated. */
  ofCreation(tx: Tx, created: OfOrganization & Values, author: Author): Promise<unknown>;
  /** `changed` has the number of the new version. */
  ofChange(tx: Tx, changed: Row, author: Author, restoredFrom: number | null): Promise<unknown>;
  /** After the row is as `before` again. */
  takeBack(tx: Tx, before: Row): Promise<unknown>;
};

export type OfOrganization = { id: string; orgId: string };

/** What code that works on every kind of resource needs of one. `Values` are the columns that a person sets. */
export type ResourceDefinition<Row extends ResourceRow & Values, Values extends { name: string }, Context> = {
  kind: MirroredName;
  /** Its name for people; the kind, if absent. */
  name?: string;
  table: ResourceTable;
  /** The columns that a person's transaction may read; all, if absent. */
  readable?: Record<string, PgColumn>;
  /** The column with the id at Vapi. */
  vapiId: PgColumn;
  vapiIdOf(row: Row): string | null;
  /** The column of the form in which the row was sent to Vapi (mirror/form); without it, no row is sent again. */
  form?: PgColumn;
  /** The limit of a plan that counts it. */
  limit: CountedLimit;
  /** The least role to create and delete one, and to change it; `member` if absent. */
  roles?: { own: MemberRole; change: MemberRole };
  /** The fields that its events have. */
  eventFields: readonly (keyof Row & string)[];
  /** The fields of the API that a person sets. If none of them differs, nothing is changed. */
  fieldsOf(values: Values): object;
  /** Data of other resources that is sent to Vapi with it, read in the transaction that claims the row. */
  findContext(tx: Tx, wanted: OfOrganization & Values): Promise<Context>;
  versions?: VersionHooks<Row, Values>;
  /** Whether the sweep sends a change to Vapi, and the request does not wait for it. */
  isChangedBySweep?: boolean;
};

/** What a client wants. `isMirrored` is false for something that is not sent to Vapi and is stored only here. */
export type NewResource<Values> = {
  id: string;
  values: Values;
  isMirrored?: boolean;
  /** The detail in the audit log; the name, if absent. */
  detail?: Record<string, unknown>;
  author: Author;
};
export type ResourceChange<Values> = {
  values: Partial<Values>;
  /** False when Vapi gets nothing of the change: there is no request then, and no version. */
  isMirrored?: boolean;
  /** The detail in the audit log beside the name; the changed fields, if absent. */
  detail?: Record<string, unknown>;
  /** The version that is restored. */
  restoredFrom?: number;
  /** What the audit log calls the change; by default `restored` with `restoredFrom`, else `updated`. */
  verb?: "updated" | "restored";
};
export type ResourceFilter = {
  limit: number;
  after: Position | undefined;
  search?: string | undefined;
  /** A condition of the resource's own. */
  where?: SQL | undefined;
};

/** An action on a mirrored resource, as in the audit log. */
type Verb = VerbOf<MirroredName>;
/** A deletion and its entry in the audit log. */
type Hiding = { now: Date; author: Author; verb?: Verb; detail?: Record<string, unknown> };

/**
 * The SQL of a mirrored resource: one function for each query, in an open transaction. commits.ts has its transactions,
 * resource-mirror.ts the operations of routes and sweeps.
 */
export function createResource<Row extends ResourceRow & Values, Values extends { name: string }, Context>(
  definition: ResourceDefinition<Row, Values, Context>,
) {
  const { kind, limit, vapiIdOf, eventFields, fieldsOf, findContext, versions, isChangedBySweep = false } = definition;
  const { own, change: changing } = definition.roles ?? { own: "member" as const, change: "member" as const };
  const table = asSharedShape(definition.table);
  const readable = definition.readable ?? getTableColumns(table);
  const isRow = (orgId: string, id: string) => and(eq(table.orgId, orgId), eq(table.id, id));
  const isLive = (orgId: string, id: string) => and(isRow(orgId, id), isNull(table.deletedAt));
  const isStillClaimed = (orgId: string, claim: Claimed) =>
    and(isRow(orgId, claim.id), eq(table.syncNextAt, claim.leaseUntil), eq(table.revision, claim.revision));

  // The casts hold: rows are of the given table, and the columns that a person sets are written only from Values.
  const toRows = (rows: Record<string, unknown>[]) => rows as unknown as Row[];
  const select = (tx: Tx) => tx.select(readable).from(table);
  const toClaimed = (row: Row, context: Context, leaseUntil: Date): Claimed<Row, Context> => ({
    id: row.id,
    vapiId: vapiIdOf(row),
    action: row.syncAction ?? "update",
    revision: row.revision,
    attempts: row.syncAttempts,
    createdAt: row.createdAt,
    leaseUntil,
    sentAt: row.syncSentAt,
    row,
    context,
  });
  const entry = (orgId: string, author: Author, verb: Verb, id: string, detail?: Record<string, unknown>) =>
    // Not every kind has every verb: credentials are never restored, and no code here restores one.
    auditEntry(orgId, author, `${kind}.${verb}` as AuditAction, { type: kind, id }, detail);
  const deletedEvent = EVENT_TYPES.find((type) => type === `${kind}.deleted`);

  return {
    name: definition.name ?? kind,
    limit,
    roles: { own, change: changing },
    isChangedBySweep,
    fieldsOf,
    toClaimed,

    /** The store of an organization's rows, for the mirror; `form` is the form in which they are sent to Vapi. */
    syncStore: (
      database: Database,
      orgId: string,
      form: (() => Promise<string>) | undefined,
    ): MirrorStore<Claimed<Row, Context>> =>
      mirrorStore<Claimed<Row, Context>>({
        tenant: systemTenant(database, orgId),
        table,
        vapiId: definition.vapiId,
        async find(tx, id) {
          const [row] = toRows(await select(tx).where(isRow(orgId, id)));
          return row;
        },
        async findClaimed(tx, id, leaseUntil) {
          const [row] = toRows(await select(tx).where(and(isRow(orgId, id), eq(table.syncNextAt, leaseUntil))));
          return row && toClaimed(row, await findContext(tx, row), leaseUntil);
        },
        event: { name: kind, data: eventData(definition.table, eventFields) },
        ...(definition.form && form && { form: { column: definition.form, current: form } }),
      }),

    async find(tx: Tx, orgId: string, id: string): Promise<Row | undefined> {
      const [row] = toRows(await select(tx).where(isLive(orgId, id)));
      return row;
    },

    /** The live rows that also meet a condition. */
    findWhere: async (tx: Tx, orgId: string, condition: SQL): Promise<Row[]> =>
      toRows(await select(tx).where(and(eq(table.orgId, orgId), isNull(table.deletedAt), condition))),

    /** The live row, locked until the transaction ends. */
    async lock(tx: Tx, orgId: string, id: string): Promise<Row | undefined> {
      const [row] = toRows(await select(tx).where(isLive(orgId, id)).for("update"));
      return row;
    },

    /** Newest first, one more than `limit` when there are more. `search` is a part of the name. */
    list: async (tx: Tx, orgId: string, { limit: most, after, search, where }: ResourceFilter): Promise<Row[]> =>
      toRows(
        await select(tx)
          .where(
            and(
              eq(table.orgId, orgId),
              isNull(table.deletedAt),
              search ? contains(table.name, search) : undefined,
              where,
              after && sql`(${table.createdAt}, ${table.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
            ),
          )
          .orderBy(desc(table.createdAt), desc(table.id))
          .limit(most + 1),
      ),

    /** The row of a creation, claimed; `isFresh` is false when an earlier request with the same id made it. */
    async insert(tx: Tx, orgId: string, creation: NewResource<Values> & { leaseUntil: Date }) {
      const { id, values, isMirrored = true, leaseUntil, author } = creation;
      const { detail = { name: values.name, ...(versions && { version: 1 }) } } = creation;
      const wanted = { ...values, id, orgId };
      // `execute` sends them in this order: the others need the row.
      const [inserted, , , context, [row]] = await Promise.all([
        tx
          .insert(table)
          .values({
            ...asColumns(wanted),
            createdBy: author.userId,
            ...(isMirrored
              ? { syncAction: "create" as const, syncAttempts: 1, syncNextAt: leaseUntil, syncSentAt: leaseUntil }
              : { syncState: "synced" as const }),
          })
          .onConflictDoNothing({ target: table.id })
          .returning({ id: table.id })
          .execute(),
        versions?.ofCreation(tx, wanted, author),
        // The entry has the resource's id, so that a repeated creation is in the log once.
        tx
          .insert(auditLog)
          .values({ id, ...entry(orgId, author, "created", id, detail) })
          .onConflictDoNothing(),
        findContext(tx, wanted),
        select(tx).where(isRow(orgId, id)).execute().then(toRows),
      ]);
      return { row, context, isFresh: inserted.length > 0 };
    },

    /** Undo a whole creation, unless it was changed since, or the claim is over. */
    async uninsert(tx: Tx, orgId: string, claim: Claimed<Row, Context>, author: Author): Promise<boolean> {
      // A repeated creation claims the row as it is by then: with a higher revision, somebody has changed it.
      const isAsCreated = and(isStillClaimed(orgId, claim), eq(table.revision, 1));
      const [gone] = await tx.delete(table).where(isAsCreated).returning({ id: table.id });
      if (gone === undefined) return false;
      await tx.insert(auditLog).values(entry(orgId, author, "created.refused", claim.id));
      return true;
    },

    /**
     * Changes the locked row. It is claimed, unless nothing is sent to Vapi, the sweep sends it, or another holds the
     * claim.
     */
    async change(
      tx: Tx,
      before: Row,
      change: ResourceChange<Values> & { leaseUntil: Date; now: Date; author: Author },
    ): Promise<{ row: Row | undefined; claim: Claimed<Row, Context> | undefined }> {
      const { orgId, id } = before;
      const { isMirrored = true, restoredFrom, leaseUntil, now, author } = change;
      const { verb = restoredFrom === undefined ? "updated" : "restored" } = change;
      const raised = isMirrored && versions ? { version: versions.numberOf(before) + 1 } : {};
      const changed: Row = { ...before, ...change.values, ...raised };
      const { detail = { fields: changedFields(fieldsOf(before), fieldsOf(changed)) } } = change;
      const isClaimed = isMirrored && !isChangedBySweep && isUnclaimed(before, now);
      const claiming = isChangedBySweep
        ? { syncAttempts: 0, syncError: null, syncNextAt: now }
        : { syncAttempts: 1, syncError: null, syncNextAt: leaseUntil };
      const [[row], context] = await Promise.all([
        tx
          .update(table)
          .set({
            ...asColumns({ ...change.values, ...raised }),
            revision: before.revision + 1,
            ...(isMirrored && {
              syncState: "pending" as const,
              syncAction: isYetToBeMade(before.syncAction, vapiIdOf(before))
                ? ("create" as const)
                : ("update" as const),
              ...(isUnclaimed(before, now) && claiming),
            }),
          })
          .where(isRow(orgId, id))
          .returning(readable)
          .execute()
          .then(toRows),
        isClaimed ? findContext(tx, changed) : undefined,
        isMirrored ? versions?.ofChange(tx, changed, author, restoredFrom ?? null) : undefined,
        tx.insert(auditLog).values(entry(orgId, author, verb, id, { name: changed.name, ...raised, ...detail })),
      ]);
      // The context is read whenever there is a claim.
      return { row, claim: row && isClaimed ? toClaimed(row, context as Context, leaseUntil) : undefined };
    },

    /** Undo a whole change, unless there was another since, or the claim is over. */
    async unchange(
      tx: Tx,
      before: Row,
      { values }: ResourceChange<Values>,
      claim: Claimed<Row, Context>,
      author: Author,
    ): Promise<boolean> {
      const { orgId, id, revision } = before;
      const raised = versions ? { version: versions.numberOf(before) } : {};
      const { syncState, syncAction, syncAttempts, syncError, syncNextAt, syncSentAt } = before;
      const [restored] = await tx
        .update(table)
        .set({
          ...asColumns({ ...pick(before, Object.keys(values)), ...raised }),
          revision,
          syncState,
          syncAction,
          syncAttempts,
          syncError,
          syncNextAt,
          syncSentAt,
        })
        .where(isStillClaimed(orgId, claim))
        .returning({ id: table.id });
      if (restored === undefined) return false;
      await Promise.all([
        versions?.takeBack(tx, before),
        tx
          .insert(auditLog)
          .values(entry(orgId, author, "updated.refused", id, versions && { version: versions.numberOf(before) + 1 })),
      ]);
      return true;
    },

    /** Hide the locked row. The sweep deletes it at Vapi, at once unless another holds the claim. */
    async hide(tx: Tx, before: Row, { now, author, verb = "deleted", detail }: Hiding): Promise<void> {
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
        deletedEvent &&
          tx.insert(events).values({
            orgId,
            type: deletedEvent,
            resourceType: kind,
            resourceId: id,
            data: pick(before, eventFields),
          }),
        tx.insert(auditLog).values(entry(orgId, author, verb, id, detail ?? { name })),
      ]);
    },
  };
}

export type Resource<Row extends ResourceRow & Values, Values extends { name: string }, Context> = ReturnType<
  typeof createResource<Row, Values, Context>
>;

// The tables' common columns have the same names and types; no others are used.
const asSharedShape = (table: ResourceTable) => table as typeof functions;
const asColumns = (values: object) => values as typeof functions.$inferInsert;

const pick = (from: object, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key): [string, unknown] => [key, Reflect.get(from, key)]));

/** Whether no claim on it is valid, so that nobody sends it to Vapi now. */
const isUnclaimed = ({ syncState, syncNextAt }: ResourceRow, now: Date) =>
  syncState !== "pending" || syncNextAt === null || syncNextAt <= now;

/** Whether Vapi never had it. A row whose counterpart Vapi lost has no id either, but waits as a change. */
const isYetToBeMade = (syncAction: string | null, vapiId: string | null) =>
  syncAction === "create" || (syncAction === null && vapiId === null);

/** SQL for an event's data: the fields of a row. */
const eventData = (table: ResourceTable, fields: readonly string[]) => {
  const columns: Record<string, PgColumn> = getTableColumns(table);
  const pairs = fields.flatMap((field) => [sql.raw(`'${field}'`), sql`${columns[field]}`]);
  return sql`jsonb_build_object(${sql.join(pairs, sql`, `)})`;
};
