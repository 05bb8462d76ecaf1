import { workflows } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, eq, isNull, sql } from "drizzle-orm";

/** What is checked before a workflow is executed. A draft is not at Vapi, because of its faults. */
export async function findExecutable(tx: Tx, orgId: string, id: string) {
  const [row] = await tx
    .select({
      inputs: sql<string[]>`${workflows.settings} -> 'inputs'`,
      isDraft: sql<boolean>`${workflows.vapiId} is null and ${workflows.syncState} = 'synced'`,
    })
    .from(workflows)
    .where(and(eq(workflows.orgId, orgId), eq(workflows.id, id), isNull(workflows.deletedAt)));
  return row;
}
