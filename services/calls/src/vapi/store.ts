import type { Tx } from "@allokoli/shared/db/tenant";
import { sql } from "drizzle-orm";

/** What a call at Vapi runs on, as far as Vapi says. */
export type RunsOn = { [Key in "assistantId" | "squadId" | "phoneNumberId"]?: string | undefined };

/**
 * The organization whose assistant, squad or workflow answered, by our own records; when the answerer is unknown here,
 * the organization whose number it is. At most one.
 */
export async function findOwner(tx: Tx, runsOn: RunsOn): Promise<string[]> {
  // No row has this id, so the function does not look for the call itself.
  const listed = JSON.stringify([{ ...runsOn, id: "" }]);
  const { rows } = await tx.execute<{ org_id: string }>(
    sql`select org_id from app.calls_to_look_after(${listed}::jsonb, now(), null, 0)`,
  );
  return rows.map(({ org_id: orgId }) => orgId);
}
