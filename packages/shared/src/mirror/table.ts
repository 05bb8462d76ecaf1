import { sql, type SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { systemEntry } from "../db/audit-entry.ts";
import { auditLog, events } from "../db/schema/index.ts";
import { EVENT_TYPES, type EventType, type MirroredName } from "../events/event-types.ts";
import type { Tenant, Tx } from "../db/tenant.ts";
import type { MirrorStore } from "./mirror.ts";
import type { Claimed, Settlement } from "./state.ts";

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
    | "syncSentAt"
    | "deletedAt",
    PgColumn
  >;

export type MirrorTableInput<Claim extends Claimed> = {
  /** The organization with the system's rights: a person's change is settled even after they lost their right. */
  tenant: Tenant;
  table: MirroredTable;
  /** The column with the id at Vapi. */
  vapiId: PgColumn;
  /** The row whose claim ends at exactly `leaseUntil`. */
  findClaimed(tx: Tx, id: string, leaseUntil: Date): Promise<Claim | undefined>;
  /** The row, also one that is being deleted. */
  find(tx: Tx, id: string): Promise<Claim["row"] | undefined>;
  /**
   * The event once Vapi has it: `<name>.created` or `<name>.updated`, with `data` made of the table's columns; and
   * `<name>.failed`, where there is one, with the reason.
   */
  event: { name: MirroredName; data: SQL };
  /** The form in which rows are sent to Vapi (mirror/form), and its column; without it, no row is sent again. */
  form?: TableForm;
};
export type TableForm = { column: PgColumn; current(): Promise<string> };

/** The store of one mirrored table, in Postgres. A claim is identified by its end, `sync_next_at`. */
export function mirrorStore<Claim extends Claimed>(input: MirrorTableInput<Claim>): MirrorStore<Claim> {
  const { tenant, table, find, findClaimed } = input;
  const { orgId } = tenant;
  const column = columnsOf(input);
  const isOurs = sql`${column.orgId} = ${orgId}`;
  const waits = sql`${isOurs} and ${column.syncState} = 'pending'`;
  const currentForm = once(input.form);
  /** Rows that Vapi has in another form. Also those that it refused last time: it still has their previous state. */
  const movesFrom = (form: string | undefined) =>
    form === undefined
      ? sql`false`
      : sql`${isOurs} and ${column.syncState} <> 'pending' and ${column.vapiId} is not null
          and (${column.syncForm} is null or ${column.syncForm} < ${form} or ${column.syncForm} > ${form})`;

  /** A drizzle query is sent when its `then` is called: the statement has to be sent before the query for its effect. */
  const together = <T>(tx: Tx, statement: SQL, look: () => Promise<T>) =>
    Promise.all([tx.execute(statement).then(({ rows }) => rows), look()]);

  return {
    async dueIds(now, limit) {
      const moves = movesFrom(await currentForm());
      // Rows that wait come first: rows that only need another form have NULL, which is last.
      const { rows } = await tenant.read((tx) =>
        tx.execute<{ id: string }>(
          sql`select id from ${table} where (${waits} and ${column.syncNextAt} <= ${moment(now)}) or (${moves})
            order by ${column.syncNextAt} limit ${limit}`,
        ),
      );
      return rows.map((row) => row.id);
    },

    async claim(id, now, leaseUntil) {
      const moves = movesFrom(await currentForm());
      const claim = sql`
        update ${table} set
          ${column.syncNextAt} = ${moment(leaseUntil)},
          ${column.syncAttempts} = case ${column.syncState} when 'pending' then ${column.syncAttempts} + 1 else 1 end,
          ${column.syncAction} = case ${column.syncState}
            when 'synced' then 'move' when 'failed' then coalesce(${column.syncAction}, 'update') else ${column.syncAction} end,
          ${column.syncState} = 'pending'
        where ${column.id} = ${id} and ((${waits} and ${column.syncNextAt} <= ${moment(now)}) or (${moves}))`;
      const [, claimed] = await tenant.write("member", (tx) =>
        together(tx, claim, () => findClaimed(tx, id, leaseUntil)),
      );
      return claimed;
    },

    async sending(claim, at) {
      const { rows } = await tenant.write("member", (tx) =>
        tx.execute(sql`update ${table} set ${column.syncSentAt} = ${moment(at)}
          where ${column.id} = ${claim.id} and ${isOurs} and ${column.syncNextAt} = ${moment(claim.leaseUntil)} returning 1`),
      );
      return rows.length > 0;
    },

    async settle(claim, settlement, now) {
      const statement = settleStatement(input, claim, settlement, { now, form: await currentForm() });
      const [[settled], row] = await tenant.write("member", (tx) => together(tx, statement, () => find(tx, claim.id)));
      if (settled === undefined) return { state: "lost", row };
      return { state: settled["again"] === true ? "again" : "done", row };
    },

    async nextDue() {
      const moves = movesFrom(await currentForm());
      const { rows } = await tenant.read((tx) =>
        tx.execute<{ next: Date | string | null }>(
          sql`select case when exists (select from ${table} where ${moves}) then now() else
            (select min(${column.syncNextAt}) from ${table} where ${waits}) end as next`,
        ),
      );
      const next = rows[0]?.next ?? null;
      return next === null ? undefined : new Date(next);
    },
  };
}

function settleStatement<Claim extends Claimed>(
  input: MirrorTableInput<Claim>,
  claim: Claim,
  settlement: Settlement,
  { now, form }: Settling,
): SQL {
  const { table, tenant } = input;
  const column = columnsOf(input);
  const isRow = sql`${column.id} = ${claim.id} and ${column.orgId} = ${tenant.orgId}`;
  const isHeld = sql`${column.syncNextAt} = ${moment(claim.leaseUntil)}`;
  const isUnchanged = sql`${column.revision} = ${claim.revision}`;
  const atOnce = moment(now);

  switch (settlement.type) {
    case "synced":
      return syncedStatement(input, claim, settlement.vapiId, { now, form });
    case "purged":
      return sql`delete from ${table} where ${isRow} and ${isHeld} returning false as again`;
    case "recreate":
      return sql`
        update ${table} set
          ${column.vapiId} = null,
          ${column.syncSentAt} = null,
          ${column.syncAction} = case
            when ${column.deletedAt} is not null then 'delete'
            when ${column.syncAction} = 'move' then 'move'
            else 'update' end,
          ${column.syncNextAt} = ${atOnce}
        where ${isRow} and ${isHeld}
        returning true as again`;
    case "later":
      return sql`
        update ${table} set
          ${column.syncError} = ${settlement.error}::text,
          ${column.syncSentAt} = ${momentOrNull(settlement.sentAt)},
          ${column.syncNextAt} = case when ${isUnchanged} then ${moment(settlement.at)} else ${atOnce} end
        where ${isRow} and ${isHeld}
        returning not (${isUnchanged}) as again`;
    case "failed":
      return sql`
        with settled as (
          update ${table} set
            ${column.syncState} = case when ${isUnchanged} then 'failed' else ${column.syncState} end,
            ${column.syncError} = ${settlement.error}::text,
            ${column.syncSentAt} = ${momentOrNull(settlement.sentAt)},
            ${column.syncNextAt} = case when ${isUnchanged} then null else ${atOnce} end
            ${noteForm(input, form)}
          where ${isRow} and ${isHeld}
          returning not (${isUnchanged}) as again, ${input.event.data} as data
        ), noted as (${noteFailure(input, claim.id, settlement.error)}) ${tellFailure(input, claim.id, settlement.error)}
        select again from settled`;
  }
}

/** An audit entry for a row that failed for good in a sweep, where no request gets the refusal. */
function noteFailure<Claim extends Claimed>(
  { tenant, event }: MirrorTableInput<Claim>,
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

/** The event `<name>.failed` of such a row, for the kinds that have one. */
function tellFailure<Claim extends Claimed>(
  { tenant, event }: MirrorTableInput<Claim>,
  id: string,
  error: string,
): SQL {
  const type = EVENT_TYPES.find((one) => one === `${event.name}.failed`);
  if (type === undefined) return sql``;
  return sql`, told as (
    insert into ${events} (org_id, type, resource_type, resource_id, data)
    select ${tenant.orgId}::uuid, ${type}, ${event.name}, ${id}::uuid, data || jsonb_build_object('reason', ${error}::text)
    from settled where not again)`;
}

/**
 * After the claim is lost, only the link is stored: the rest belongs to the current claim. The event is written with the
 * link and not with the person's commit, so that a change which Vapi refuses has no event.
 */
function syncedStatement<Claim extends Claimed>(
  input: MirrorTableInput<Claim>,
  claim: Claim,
  vapiId: string,
  { now, form }: Settling,
): SQL {
  const { table, tenant, event } = input;
  const column = columnsOf(input);
  // A `move` is only another form: nobody changed anything.
  const isTold = claim.action !== "move";
  const type: EventType = `${event.name}.${claim.action === "create" ? "created" : "updated"}`;
  return sql`
    with before as (
      select ${column.id} as id,
        ${column.syncNextAt} is not distinct from ${moment(claim.leaseUntil)} as held,
        ${column.revision} = ${claim.revision} as unchanged
      from ${table}
      where ${column.id} = ${claim.id} and ${column.orgId} = ${tenant.orgId}
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
        ${column.syncSentAt} = case when held then null else ${column.syncSentAt} end,
        ${column.syncNextAt} = case when not held then ${column.syncNextAt} when unchanged then null else ${moment(now)} end
        ${noteForm(input, form, sql`held`)}
      from before where ${table.id} = before.id
      returning held, unchanged, ${table.id} as id, ${event.data} as data
    ), announced as (
      insert into ${events} (org_id, type, resource_type, resource_id, data)
      select ${tenant.orgId}::uuid, ${type}, ${event.name}, id, data from settled where held and ${isTold}
    )
    select not unchanged as again from settled`;
}

type Settling = { now: Date; form: string | undefined };

/** SQL for one more column of an UPDATE: the form in which the row was sent, also if Vapi refused it. */
const noteForm = <Claim extends Claimed>(
  input: MirrorTableInput<Claim>,
  form: string | undefined,
  when = sql`true`,
) => {
  const { syncForm } = columnsOf(input);
  return form === undefined ? sql`` : sql`, ${syncForm} = case when ${when} then ${form} else ${syncForm} end`;
};

/** Computes the form at most once. */
function once(form: TableForm | undefined): () => Promise<string | undefined> {
  let asked: Promise<string> | undefined;
  return async () => (form === undefined ? undefined : await (asked ??= form.current()));
}

/** The columns by their bare names: SET allows no table before them. */
function columnsOf<Claim extends Claimed>({ table, vapiId, form }: MirrorTableInput<Claim>) {
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
    syncSentAt: bare(table.syncSentAt),
    deletedAt: bare(table.deletedAt),
    syncForm: form === undefined ? sql`null` : bare(form.column),
  };
}

const momentOrNull = (date: Date | null) => (date === null ? sql`null::timestamptz` : moment(date));
const moment = (date: Date) => sql`${date.toISOString()}::timestamptz`;
