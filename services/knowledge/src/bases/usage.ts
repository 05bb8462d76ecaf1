import { assistants, functions } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { and, eq, isNull, sql } from "drizzle-orm";

const MAX_NAMED = 3;

/**
 * @throws {Problem} `conflict` that names what uses the knowledge base
 */
export async function requireUnused(tx: Tx, orgId: string, id: string): Promise<void> {
  const [ofAssistants, ofFunctions] = await Promise.all([
    tx
      .select({ name: assistants.name })
      .from(assistants)
      .where(
        and(
          eq(assistants.orgId, orgId),
          sql`${assistants.knowledgeBaseIds} @> ${sql.param([id])}::uuid[]`,
          isNull(assistants.deletedAt),
        ),
      )
      .limit(MAX_NAMED),
    tx
      .select({ name: functions.name })
      .from(functions)
      .where(
        and(
          eq(functions.orgId, orgId),
          sql`${functions.settings} -> 'settings' ->> 'knowledgeBaseId' = ${id}`,
          isNull(functions.deletedAt),
        ),
      )
      .limit(MAX_NAMED),
  ]);
  const users = [
    ...ofAssistants.map(({ name }) => `the assistant "${name}"`),
    ...ofFunctions.map(({ name }) => `the function ${name}`),
  ];
  if (users.length > 0) throw new Problem("conflict", { detail: `It is used by ${users.join(", ")}.` });
}
