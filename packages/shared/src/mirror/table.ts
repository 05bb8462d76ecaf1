import { sql, type SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { systemEntry } from "../db/books.ts";
import { auditLog, events } from "../db/schema/index.ts";
import type { EventType, MirroredName } from "../events/event-types.ts";
import type { Tenant, Tx } from "../db/tenant.ts";
import type { MirrorStore } from "./mirror.ts";
import type { MirroredRow, Settlement } from "./state.ts";

/** A table with the columns of `syncColumns()`, and what else the mirror needs. */
export type MirroredTable = PgTable &
  Record<
    | "id"
    | "orgId"
    | "revision"
    | "syncState"
    | "syncAction"
    | "syncAttempts"
    | "syncError"
    | "syncNextAt"
    | "deletedAt",
    PgColumn
  >;

export type MirrorTableInput<Row extends MirroredRow> = {
  /** The organization as the system has it: what a person began is settled even when they may no more. */
  tenant: Tenant;
  table: MirroredTable;
  /** The column with the id at Vapi. */
  vapiId: PgColumn;
  /** The row whose claim ends at exactly `leaseUntil`. */
  findClaimed(tx: Tx, id: string, leaseUntil: Date): Promise<Row | undefined>;
  /** What is told to the outside once Vapi has it: `<name>.created` and `<name>.updated`, with `data` made of the table's columns. */
  event: { name: MirroredName; data: SQL };
};

/** The books of one mirrored table, in Postgres. A claim is compared and set by its end, `sync_next_at`. */
export function mirrorStore<Row extends MirroredRow>(input: MirrorTableInput<Row>): MirrorStore<Row> {
  const { tenant, table, findClaimed } = input;
  const { orgId } = tenant;
  const column = columnsOf(input);
  const waits = sql`${column.orgId} = ${orgId} and ${column.syncState} = 'pending'`;

  const settleWith = async (statement: SQL): Promise<"done" | "again" | "lost"> => {
    const { rows } = await tenant.write("member", (tx) => tx.execute(statement));
    const [settled] = rows;
    if (settled === undefined) return "lost";
    return settled["again"] === true ? "again" : "done";
  };

  return {
    async dueIds(now, limit) {
      const { rows } = await tenant.read((tx) =>
        tx.execute<{ id: string }>(
          sql`select id from ${table} where ${waits} and ${column.syncNextAt} <= ${moment(now)} order by ${column.syncNextAt} limit ${limit}`,
        ),
      );
      return rows.map((row) => row.id);
    },

    async claim(id, now, leaseUntil) {
      const claim = sql`
        update ${table} set ${column.syncNextAt} = ${moment(leaseUntil)}, ${column.syncAttempts} = ${column.syncAttempts} + 1
        where ${column.id} = ${id} and ${waits} and ${column.syncNextAt} <= ${moment(now)}`;
      const [, row] = await tenant.write("member", (tx) => {
        // A drizzle query is sent when its `then` is called: this one has to be before the one that looks for its effect.
        const claiming = tx.execute(claim).then(() => undefined);
        return Promise.all([claiming, findClaimed(tx, id, leaseUntil)]);
      });
      return row;
    },

    settle: (row, settlement, now) => settleWith(settleStatement(input, row, settlement, now)),

    async nextDue() {
      const { rows } = await tenant.read((tx) =>
        tx.execute<{ next: Date | string | null }>(
          sql`select min(${column.syncNextAt}) as next from ${table} where ${waits}`,
        ),
      );
      const next = rows[0]?.next ?? null;
      return next === null ? undefined : new Date(next);
    },
  };
}

function settleStatement<Row extends MirroredRow>(
  input: MirrorTableInput<Row>,
  row: Row,
  settlement: Settlement,
  now: Date,
): SQL {
  const { table, tenant } = input;
  const column = columnsOf(input);
  const isRow = sql`${column.id} = ${row.id} and ${column.orgId} = ${tenant.orgId}`;
  const isHeld = sql`${column.syncNextAt} = ${moment(row.leaseUntil)}`;
  const isUnchanged = sql`${column.revision} = ${row.revision}`;
  const atOnce = moment(now);

  switch (settlement.type) {
    case "synced":
      return syncedStatement(input, row, settlement.vapiId, now);
    case "purged":
      return sql`delete from ${table} where ${isRow} and ${isHeld} returning false as again`;
    case "recreate":
      return sql`
        update ${table} set
          ${column.vapiId} = null,
          ${column.syncAction} = case when ${column.deletedAt} is null then 'update' else 'delete' end,
          ${column.syncNextAt} = ${atOnce}
        where ${isRow} and ${isHeld}
        returning true as again`;
    case "later":
      return sql`
        update ${table} set
          ${column.syncError} = ${settlement.error}::text,
          ${column.syncNextAt} = case when ${isUnchanged} then ${moment(settlement.at)} else ${atOnce} end
        where ${isRow} and ${isHeld}
        returning not (${isUnchanged}) as again`;
    case "failed":
      return sql`
        with settled as (
          update ${table} set
            ${column.syncState} = case when ${isUnchanged} then 'failed' else ${column.syncState} end,
            ${column.syncError} = ${settlement.error}::text,
            ${column.syncNextAt} = case when ${isUnchanged} then null else ${atOnce} end
          where ${isRow} and ${isHeld}
          returning not (${isUnchanged}) as again
        ), noted as (${noteFailure(input, row.id, settlement.error)})
        select again from settled`;
  }
}

/** Nobody was there when it failed for good: the log says so to whoever looks. */
function noteFailure<Row extends MirroredRow>(
  { tenant, event }: MirrorTableInput<Row>,
  id: string,
  error: string,
): SQL {
  const { orgId, actorKind, action, resourceType } = systemEntry(tenant.orgId, `${event.name}.failed`, {
    type: event.name,
    id,
  });
  return sql`
    insert into ${auditLog} (org_id, actor_kind, action, resource_type, resource_id, detail)
    select ${orgId}::uuid, ${actorKind}, ${action}, ${resourceType}, ${id}, jsonb_build_object('error', ${error}::text)
    from settled where not again`;
}

/**
 * Out of claim, the link is kept and the rest is left to whoever holds the row. The event goes out with the link and not
 * with the person's commit: what Vapi refuses was never announced.
 */
function syncedStatement<Row extends MirroredRow>(
  input: MirrorTableInput<Row>,
  row: Row,
  vapiId: string,
  now: Date,
): SQL {
  const { table, tenant, event } = input;
  const column = columnsOf(input);
  const type: EventType = `${event.name}.${row.action === "create" ? "created" : "updated"}`;
  return sql`
    with before as (
      select ${column.id} as id,
        ${column.syncNextAt} is not distinct from ${moment(row.leaseUntil)} as held,
        ${column.revision} = ${row.revision} as unchanged
      from ${table}
      where ${column.id} = ${row.id} and ${column.orgId} = ${tenant.orgId}
        and (${column.vapiId} is null or ${column.vapiId} = ${vapiId})
      for update
    ), settled as (
      update ${table} set
        ${column.vapiId} = ${vapiId},
        ${column.syncState} = case when held and unchanged then 'synced' else ${column.syncState} end,
        ${column.syncAction} = case
          when held and unchanged then null
          when ${column.deletedAt} is not null then 'delete'
          when ${column.syncAction} = 'create' then 'update'
          else ${column.syncAction} end,
        ${column.syncAttempts} = case when held then 0 else ${column.syncAttempts} end,
        ${column.syncError} = case when held then null else ${column.syncError} end,
        ${column.syncNextAt} = case when not held then ${column.syncNextAt} when unchanged then null else ${moment(now)} end
      from before where ${table.id} = before.id
      returning held, unchanged, ${table.id} as id, ${event.data} as data
    ), announced as (
      insert into ${events} (org_id, type, resource_type, resource_id, data)
      select ${tenant.orgId}::uuid, ${type}, ${event.name}, id, data from settled where held
    )
    select not unchanged as again from settled`;
}

/** The columns by their bare names: SET takes no table before them. */
function columnsOf<Row extends MirroredRow>({ table, vapiId }: MirrorTableInput<Row>) {
  const bare = (column: PgColumn) => sql.identifier(column.name);
  return {
    id: bare(table.id),
    orgId: bare(table.orgId),
    vapiId: bare(vapiId),
    revision: bare(table.revision),
    syncState: bare(table.syncState),
    syncAction: bare(table.syncAction),
    syncAttempts: bare(table.syncAttempts),
    syncError: bare(table.syncError),
    syncNextAt: bare(table.syncNextAt),
    deletedAt: bare(table.deletedAt),
  };
}

const moment = (date: Date) => sql`${date.toISOString()}::timestamptz`;
