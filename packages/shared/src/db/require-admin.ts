import { sql } from "drizzle-orm";
import { Problem } from "../http/problem.ts";
import type { Tx } from "./tenant.ts";

/**
 * That who acts in this transaction is an admin of the organization, where a lower role may do the rest of it.
 * @throws {Problem} `role_too_low`
 */
export async function requireAdmin(tx: Tx, orgId: string, detail?: string): Promise<void> {
  const { rows } = await tx.execute<{ may: boolean }>(
    sql`select ${orgId}::uuid = any (array(select app.organizations_with_role('admin'))) as may`,
  );
  if (rows[0]?.may !== true) throw new Problem("role_too_low", { ...(detail !== undefined && { detail }) });
}
