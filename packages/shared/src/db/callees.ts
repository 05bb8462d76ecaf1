import { and, eq, isNull, sql } from "drizzle-orm";
import { assistants, squads, workflows } from "./schema/index.ts";
import type { Tx } from "./transaction.ts";

/** Who can speak for an organization in a call. */
export type CalleeKind = "assistant" | "squad" | "workflow";

/**
 * What answers a call, as Vapi knows it. `vapiId` is null until Vapi knows it; `hasFaults` says that Vapi cannot know
 * it as it is (a draft of a workflow). `maxDurationSeconds` is the longest duration of its calls, for a squad the
 * longest of its members; null if not known. Undefined when the organization has none.
 */
export async function findCallee(tx: Tx, orgId: string, kind: CalleeKind, id: string) {
  if (kind === "assistant") {
    const [assistant] = await tx
      .select({
        name: assistants.name,
        vapiId: assistants.vapiAssistantId,
        hasFaults: sql<boolean>`false`,
        maxDurationSeconds: sql<number | null>`${assistants.maxDurationSeconds}`,
      })
      .from(assistants)
      .where(and(eq(assistants.orgId, orgId), eq(assistants.id, id), isNull(assistants.deletedAt)));
    return assistant;
  }
  const table = kind === "squad" ? squads : workflows;
  const [found] = await tx
    .select({
      name: table.name,
      vapiId: table.vapiId,
      hasFaults: sql<boolean>`${table.syncState} = 'synced'`,
      maxDurationSeconds: kind === "squad" ? longestMember(orgId) : longestOfWorkflow,
    })
    .from(table)
    .where(and(eq(table.orgId, orgId), eq(table.id, id), isNull(table.deletedAt)));
  return found;
}

const longestOfWorkflow = sql<number | null>`(${workflows.settings} ->> 'maxDurationSeconds')::int`;

const longestMember = (orgId: string) =>
  sql<number | null>`(select max(${assistants.maxDurationSeconds}) from ${assistants}
    where ${assistants.orgId} = ${orgId} and ${assistants.id}::text in (
      select member ->> 'assistantId' from jsonb_array_elements(${squads.settings} -> 'members') member))`;
