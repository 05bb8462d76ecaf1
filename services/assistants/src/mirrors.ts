import type { Database } from "@allokoli/shared/db/connect";
import type { Log } from "@allokoli/shared/log/log";
import { assistantMirror } from "./assistants/mirror.ts";
import type { Env } from "./env.ts";
import { functionMirror } from "./functions/mirror.ts";
import { squadMirror } from "./squads/mirror.ts";
import { workflowMirror } from "./workflows/mirror.ts";

/** What the others name at Vapi comes before them. */
const MIRRORS = [functionMirror, assistantMirror, squadMirror, workflowMirror];

/** Carry on all that is due. Resolves with the moment at which more will be; undefined when nothing waits. */
export async function sweepAll(env: Env, database: Database, orgId: string, log: Log): Promise<Date | undefined> {
  const moments: number[] = [];
  for (const mirror of MIRRORS) {
    const next = await mirror(env, database, orgId, log).sweep();
    if (next !== undefined) moments.push(next.getTime());
  }
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}
