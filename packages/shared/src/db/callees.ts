import { and, eq, isNull, sql } from "drizzle-orm";
import { assistants, squads, workflows } from "./schema/index.ts";
import type { Tx } from "./transaction.ts";

/** Who can speak for an organization in a call. */
export type CalleeKind = "assistant" | "squad" | "workflow";

/**
 * Who speaks, as Vapi knows it: `vapiId` is null as long as Vapi does not, `hasFaults` when it never will as it is (a
 * workflow that is a draft). Undefined when the organization has no such thing.
 */
export async function findCallee(tx: Tx, orgId: string, kind: CalleeKind, id: string) {
  if (kind === "assistant") {
    const [assistant] = await tx
      .select({ name: assistants.name, vapiId: assistants.vapiAssistantId, hasFaults: sql<boolean>`false` })
      .from(assistants)
      .where(and(eq(assistants.orgId, orgId), eq(assistants.id, id), isNull(assistants.deletedAt)));
    return assistant;
  }
  const table = kind === "squad" ? squads : workflows;
  const [found] = await tx
    .select({ name: table.name, vapiId: table.vapiId, hasFaults: sql<boolean>`${table.syncState} = 'synced'` })
    .from(table)
    .where(and(eq(table.orgId, orgId), eq(table.id, id), isNull(table.deletedAt)));
  return found;
}
