import { callerMessages, calls } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import { validate } from "uuid";

const MAX_BODY = 5000;
const MAX_FIELD = 200;

/** What a caller asked to pass on. */
export type TakenMessage = {
  body: string;
  callerName: string | null;
  callerNumber: string | null;
  subject: string | null;
  isUrgent: boolean;
};

/** The message in the arguments of `takeMessage`; undefined when it says nothing. */
export function toTakenMessage(values: Record<string, unknown>, customerNumber?: string): TakenMessage | undefined {
  const body = textOf(values["message"], MAX_BODY);
  if (body === null) return undefined;
  return {
    body,
    callerName: textOf(values["callerName"], MAX_FIELD),
    callerNumber: textOf(values["callerNumber"], MAX_FIELD) ?? textOf(customerNumber, MAX_FIELD),
    subject: textOf(values["subject"], MAX_FIELD),
    isUrgent: values["isUrgent"] === true || values["isUrgent"] === "true",
  };
}

/** A text as Postgres can hold it, bounded; null when there is none. */
function textOf(value: unknown, max: number): string | null {
  if (typeof value !== "string") return null;
  const text = value.toWellFormed().replaceAll("\0", "").trim().slice(0, max).toWellFormed();
  return text === "" ? null : text;
}

type Taking = { toolCallId: string; assistantId: string | undefined; vapiCallId: string | undefined };

const MAX_TOOL_CALL_ID = 200;

/** Keep a caller's message, once for each call of the function, however often Vapi asks. */
export async function insertMessage(tx: Tx, orgId: string, message: TakenMessage, taking: Taking): Promise<void> {
  const { toolCallId, assistantId, vapiCallId } = taking;
  // A call that was not made here has Vapi's id; its row may not be there yet.
  const adopted = vapiCallId !== undefined && validate(vapiCallId) ? vapiCallId.toLowerCase() : null;
  const ofCall = sql`(select ${calls.id} from ${calls} where ${and(eq(calls.orgId, orgId), eq(calls.vapiCallId, vapiCallId ?? ""))})`;
  await tx
    .insert(callerMessages)
    .values({
      ...message,
      orgId,
      toolCallId: toolCallId.slice(0, MAX_TOOL_CALL_ID),
      assistantId: assistantId ?? null,
      callId: sql`coalesce(${ofCall}, ${adopted}::uuid)`,
    })
    .onConflictDoNothing();
}
