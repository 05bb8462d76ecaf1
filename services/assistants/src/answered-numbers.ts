import { phoneNumbers } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { and, eq, isNull, or, sql } from "drizzle-orm";

const MAX_NAMED = 3;

/** `the number "Accueil", …`: some of the numbers that a squad or a workflow answers; undefined for none. */
export async function tellAnsweredNumbers(
  tx: Tx,
  { orgId, id }: { orgId: string; id: string },
  field: "squadId" | "workflowId",
): Promise<string | undefined> {
  const answers = (when: "open" | "closed") => sql`${phoneNumbers.hours} -> ${when} ->> ${field} = ${id}`;
  const rows = await tx
    .select({ name: phoneNumbers.name })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.orgId, orgId),
        isNull(phoneNumbers.deletedAt),
        or(eq(phoneNumbers[field], id), answers("open"), answers("closed")),
      ),
    )
    .limit(MAX_NAMED);
  return rows.length === 0 ? undefined : rows.map(({ name }) => `the number "${name}"`).join(", ");
}

/** @throws {Problem} `conflict` naming the numbers that it answers */
export async function requireAnswersNone(
  tx: Tx,
  row: { orgId: string; id: string },
  field: "squadId" | "workflowId",
): Promise<void> {
  const named = await tellAnsweredNumbers(tx, row, field);
  if (named !== undefined) throw new Problem("conflict", { detail: `It answers ${named}.` });
}
