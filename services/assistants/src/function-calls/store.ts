import { calls, functionCalls, functions, type FunctionOutcome } from "@allokoli/shared/db/schema/index";
import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import type { Log } from "@allokoli/shared/log/log";
import type { ToolCall } from "@allokoli/shared/rpc/assistants";
import { toSortedJson } from "@allokoli/shared/vapi/tool-calls";
import { and, desc, eq, sql } from "drizzle-orm";
import { v5 as uuidv5 } from "uuid";
import type { FunctionCall, FunctionFigures } from "./contract.ts";

/** So many of one telephone call are kept: a model can ask without end, and people read a list no longer than that. */
export const MAX_A_CALL = 200;
const MAX_CALL_ID = 200;
/** The namespace of the ids. */
const NAMESPACE = "8c0f4a5e-6f0b-5a53-9d3e-2b8a7c1d4e90";

/** That a function was called, and how it went. Of `asked` nothing is kept. */
export type FinishedCall = {
  functionId: string;
  vapiCallId: string;
  asked: ToolCall;
  outcome: FunctionOutcome;
  status: number | undefined;
  durationMs: number;
  at: Date;
};

/** Keeps how functions went in a call, each once however often it is told. Never throws: nobody waits for it. */
export async function keepFunctionCalls(system: Tenant, finished: FinishedCall[], log: Log): Promise<void> {
  const { orgId } = system;
  try {
    await system.write("member", (tx) => Promise.all(finished.map((one) => insertCall(tx, orgId, one))));
  } catch (err) {
    log.error("calls of functions were not kept", err, { orgId });
  }
}

function insertCall(tx: Tx, orgId: string, { asked, functionId, ...call }: FinishedCall) {
  const vapiCallId = call.vapiCallId.slice(0, MAX_CALL_ID).toWellFormed();
  const named = [orgId, vapiCallId, asked.toolCallId, asked.name, toSortedJson(asked.arguments)];
  const id = uuidv5(JSON.stringify(named), NAMESPACE);
  return tx
    .execute(
      sql`insert into ${functionCalls} (id, org_id, function_id, vapi_call_id, outcome, status, duration_ms, created_at)
      select ${id}::uuid, ${orgId}::uuid, of_function.id, ${vapiCallId}, ${call.outcome}, ${call.status ?? null}::int,
        ${call.durationMs}::int, ${call.at.toISOString()}::timestamptz
      from ${functions} of_function
      where of_function.org_id = ${orgId}::uuid and of_function.id = ${functionId}::uuid and (
        select count(*) from ${functionCalls} kept where kept.vapi_call_id = ${vapiCallId} and kept.org_id = ${orgId}::uuid
      ) < ${MAX_A_CALL}
      on conflict (id) do nothing`,
    )
    .execute();
}

/** The call's row may be written after the function's; who called is known by it alone. */
const ofCall = (column: "id" | "customer_name" | "customer_number") => sql<string | null>`(
  select of_call.${sql.identifier(column)} from ${calls} of_call
  where of_call.org_id = function_calls.org_id and of_call.vapi_call_id = function_calls.vapi_call_id
    and of_call.deleted_at is null)`;

type CallRow = Pick<typeof functionCalls.$inferSelect, "id" | "outcome" | "status" | "durationMs" | "createdAt"> & {
  callId: string | null;
  callerName: string | null;
  callerNumber: string | null;
};

export type Listing = { limit: number; after: Position | undefined; hasFailed: boolean | undefined };

/** Newest first, one more than `limit` when there are more. */
export const listFunctionCalls = (
  tx: Tx,
  orgId: string,
  functionId: string,
  { limit, after, hasFailed }: Listing,
): Promise<CallRow[]> =>
  tx
    .select({
      id: functionCalls.id,
      outcome: functionCalls.outcome,
      status: functionCalls.status,
      durationMs: functionCalls.durationMs,
      createdAt: functionCalls.createdAt,
      callId: ofCall("id"),
      callerName: ofCall("customer_name"),
      callerNumber: ofCall("customer_number"),
    })
    .from(functionCalls)
    .where(
      and(
        eq(functionCalls.orgId, orgId),
        eq(functionCalls.functionId, functionId),
        hasFailed === undefined
          ? undefined
          : hasFailed
            ? sql`${functionCalls.outcome} <> 'answered'`
            : eq(functionCalls.outcome, "answered"),
        after &&
          sql`(${functionCalls.createdAt}, ${functionCalls.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(functionCalls.createdAt), desc(functionCalls.id))
    .limit(limit + 1)
    .execute();

export const FIGURE_DAYS = 30;
/** The latest are enough for a median, and bound what one question costs. */
const MOST_COUNTED = 10_000;

/** How often it was called, how often that failed, and how long it took. */
export async function countFunctionCalls(tx: Tx, orgId: string, functionId: string): Promise<FunctionFigures> {
  const { rows } = await tx
    .execute<{ calls: number; failed: number; medianMs: number | null }>(
      sql`select count(*)::int as calls, (count(*) filter (where outcome <> 'answered'))::int as failed,
        round(percentile_cont(0.5) within group (order by duration_ms))::int as "medianMs"
      from (select outcome, duration_ms from ${functionCalls}
        where org_id = ${orgId} and function_id = ${functionId}
          and created_at > now() - make_interval(days => ${FIGURE_DAYS})
        order by created_at desc, id desc limit ${MOST_COUNTED}) latest`,
    )
    .execute();
  const { calls: count = 0, failed = 0, medianMs = null } = rows[0] ?? {};
  return { days: FIGURE_DAYS, calls: count, failed, medianMs };
}

export const toFunctionCall = (row: CallRow): FunctionCall => ({
  id: row.id,
  at: row.createdAt.toISOString(),
  outcome: row.outcome,
  status: row.status,
  durationMs: row.durationMs,
  call: row.callId === null ? null : { id: row.callId, customer: { name: row.callerName, number: row.callerNumber } },
});
