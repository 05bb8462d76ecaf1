import type { Database } from "@allokoli/shared/db/connect";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { sweepInTurn } from "@allokoli/shared/mirror/mirror";
import { overdueMs } from "@allokoli/shared/mirror/watch";
import { assistantMirror } from "./assistants/mirror.ts";
import { sweepDelayMs, type Env } from "./env.ts";
import { functionMirror } from "./functions/mirror.ts";
import { formIn, type FormEnv } from "./forms.ts";
import { publishDue } from "./publishing/due.ts";
import { squadMirror } from "./squads/mirror.ts";
import { workflowMirror } from "./workflows/mirror.ts";
import { sql } from "drizzle-orm";

/** In this order, because the later kinds name the earlier ones at Vapi. */
const MIRRORS = [functionMirror, assistantMirror, squadMirror, workflowMirror];

/**
 * Organizations, in the order of their ids, with something in another form at Vapi than it would have now, or with an
 * overdue change.
 */
export async function organizationsToSweep(
  tx: Tx,
  env: FormEnv & Pick<Env, "MIRROR_SWEEP_DELAY_MS">,
  { after, atOnce }: { after: string | null; atOnce: number },
): Promise<string[]> {
  const kinds = ["assistant", "function", "squad", "workflow"] as const;
  const forms = await Promise.all(kinds.map((kind) => formIn(env, kind)()));
  const overdue = new Date(Date.now() - overdueMs(sweepDelayMs(env))).toISOString();
  const { rows } = await tx.execute<{ org_id: string }>(
    sql`select app.organizations_to_tell(${sql.join(
      forms.map((form) => sql`${form}`),
      sql`, `,
    )}, ${overdue}::timestamptz, ${after}::uuid, ${atOnce}) as org_id`,
  );
  return rows.map((row) => row.org_id);
}

/** Resume everything that is due. Resolves with the time when more will be; undefined when nothing waits. */
export async function sweepAll(env: Env, database: Database, orgId: string, log: Log): Promise<Date | undefined> {
  // What is published now is sent to Vapi with it, so the mirrors come after.
  const published = await publishDue(env, database, orgId, log);
  const swept = await sweepInTurn(MIRRORS.map((mirror) => mirror(env, database, orgId, log)));
  if (published === undefined || swept === undefined) return published ?? swept;
  return published < swept ? published : swept;
}
