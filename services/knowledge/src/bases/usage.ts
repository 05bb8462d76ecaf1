import { assistants, functions } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { and, eq, isNull, sql } from "drizzle-orm";

const MAX_NAMED = 3;

/** An assistant or a function that looks into a knowledge base. */
export type User = { type: "assistant" | "function"; id: string; name: string };

/** What looks into the base, by name, at most `limit` of each kind. */
export async function listUsers(tx: Tx, orgId: string, id: string, limit: number): Promise<User[]> {
  const [ofAssistants, ofFunctions] = await Promise.all([
    tx
      .select({ id: assistants.id, name: assistants.name })
      .from(assistants)
      .where(
        and(
          eq(assistants.orgId, orgId),
          sql`${assistants.knowledgeBaseIds} @> ${sql.param([id])}::uuid[]`,
          isNull(assistants.deletedAt),
        ),
      )
      .orderBy(assistants.name, assistants.id)
      .limit(limit),
    tx
      .select({ id: functions.id, name: functions.name })
      .from(functions)
      .where(
        and(
          eq(functions.orgId, orgId),
          sql`${functions.settings} -> 'settings' ->> 'knowledgeBaseId' = ${id}`,
          isNull(functions.deletedAt),
        ),
      )
      .orderBy(functions.name, functions.id)
      .limit(limit),
  ]);
  return [
    ...ofAssistants.map((one) => ({ type: "assistant" as const, ...one })),
    ...ofFunctions.map((one) => ({ type: "function" as const, ...one })),
  ];
}

/**
 * @throws {Problem} `conflict` that names what uses the knowledge base
 */
export async function requireUnused(tx: Tx, orgId: string, id: string): Promise<void> {
  const users = await listUsers(tx, orgId, id, MAX_NAMED);
  const named = users.map(({ type, name }) =>
    type === "assistant" ? `the assistant "${name}"` : `the function ${name}`,
  );
  if (named.length > 0) throw new Problem("conflict", { detail: `It is used by ${named.join(", ")}.` });
}
