import { callJournal, calls, journalSalts, messages, organizations } from "@allokoli/shared/db/schema/index";
import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import { getTableName, sql, type SQL } from "drizzle-orm";
import { EXPORTED, EXPORTED_WHOLE, type ExportTable } from "./export-tables.ts";

/** Rows that are read at once: the longest conversations are a few hundred kilobytes. */
const ROWS_A_PAGE = 200;
const CALLS_A_PAGE = 20;

type Line = { kind: string; data: unknown };
type Row = { data: Record<string, unknown>; created_at: string; id: string };
type Place = { createdAt: string; id: string } | undefined;

/**
 * Everything of an organization as lines of JSON, page by page, each in a transaction of its own that checks the right to it
 * again. Hidden rows are on their way out and not among them.
 */
export async function* exportLines(tenant: Tenant): AsyncGenerator<string> {
  const read = <Result>(query: (tx: Tx) => Promise<Result>) => tenant.read(query, "owner");
  const whole = await read((tx) => rowsOf(tx, tenant.orgId, { kind: "organization", table: organizations }, sql`t.id`));
  yield whole.map(toLine("organization")).join("");
  for (const exported of EXPORTED_WHOLE) {
    const rows = await read((tx) => rowsOf(tx, tenant.orgId, exported, sql`t.org_id`));
    yield rows.map(toLine(exported.kind)).join("");
  }
  for (const exported of EXPORTED)
    yield* pages((after) => read((tx) => pageOf(tx, tenant.orgId, exported, after)), ROWS_A_PAGE, exported.kind);
  yield* pages((after) => read((tx) => callsAfter(tx, tenant.orgId, after)), CALLS_A_PAGE, "call");
  yield* pages((after) => read((tx) => entriesAfter(tx, tenant.orgId, after)), ROWS_A_PAGE, "journal-entry");
}

const toLine =
  (kind: string) =>
  ({ data }: { data: unknown }): string =>
    `${JSON.stringify({ kind, data } satisfies Line)}\n`;

async function* pages(next: (after: Place) => Promise<Row[]>, size: number, kind: string): AsyncGenerator<string> {
  for (let after: Place; ;) {
    const rows = await next(after);
    yield rows.map(toLine(kind)).join("");
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) return;
    after = { createdAt: last.created_at, id: last.id };
  }
}

async function rowsOf(tx: Tx, orgId: string, exported: ExportTable, owner: SQL) {
  const { rows } = await tx.execute<{ data: Record<string, unknown> }>(
    sql`select to_jsonb(t) - 'deleted_at' as data from ${sql.identifier(getTableName(exported.table))} t where ${owner} = ${orgId}::uuid`,
  );
  return rows;
}

async function pageOf(tx: Tx, orgId: string, exported: ExportTable, after: Place): Promise<Row[]> {
  const isHidden = "deletedAt" in exported.table ? sql`and t.deleted_at is null` : sql``;
  const { rows } = await tx.execute<Row>(
    sql`select to_jsonb(t) - 'deleted_at' as data, t.created_at::text as created_at, t.id::text as id
      from ${sql.identifier(getTableName(exported.table))} t
      where t.org_id = ${orgId}::uuid ${isHidden} ${behind(after)} order by t.created_at, t.id limit ${ROWS_A_PAGE}`,
  );
  return rows;
}

async function callsAfter(tx: Tx, orgId: string, after: Place): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(
    sql`select (to_jsonb(t) - array['deleted_at', 'transcript']::text[]) || jsonb_build_object('messages', (
        select coalesce(jsonb_agg(to_jsonb(m) - array['org_id', 'call_id']::text[] order by m.position), '[]')
        from ${messages} m where m.call_id = t.id
      )) as data, t.created_at::text as created_at, t.id::text as id
      from ${calls} t
      where t.org_id = ${orgId}::uuid and t.deleted_at is null ${behind(after)}
      order by t.created_at, t.id limit ${CALLS_A_PAGE}`,
  );
  return rows;
}

/** The journal, which outlives its calls: an entry's salt is null when its call is gone (docs/journal.md). */
async function entriesAfter(tx: Tx, orgId: string, after: Place): Promise<Row[]> {
  const [callId = null, position = null] = after?.id.split(" ") ?? [];
  const behindIt = after
    ? sql`and (t.recorded_at, t.call_id, t.position) > (${after.createdAt}::timestamptz, ${callId}::uuid, ${position}::int)`
    : sql``;
  const { rows } = await tx.execute<Row>(
    sql`select to_jsonb(t) || jsonb_build_object('salt', s.salt) as data, t.recorded_at::text as created_at,
        t.call_id || ' ' || t.position as id
      from ${callJournal} t left join ${journalSalts} s on s.org_id = t.org_id and s.call_id = t.call_id and s.key = t.key
      where t.org_id = ${orgId}::uuid ${behindIt}
      order by t.recorded_at, t.call_id, t.position limit ${ROWS_A_PAGE}`,
  );
  return rows;
}

const behind = (after: Place): SQL =>
  after === undefined ? sql`` : sql`and (t.created_at, t.id) > (${after.createdAt}::timestamptz, ${after.id}::uuid)`;

/** The lines as the body of an answer, read while it is fetched; `ended` when it is whole, has failed or is not wanted. */
export function streamOf(lines: AsyncGenerator<string>, ended: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        // Nothing may be in a page: the stream would wait for somebody to ask again.
        for (;;) {
          const { done, value } = await lines.next();
          if (done) {
            controller.close();
            return ended();
          }
          if (value !== "") return controller.enqueue(encoder.encode(value));
        }
      } catch (err) {
        ended();
        throw err;
      }
    },
    async cancel() {
      await lines.return(undefined);
      ended();
    },
  });
}
