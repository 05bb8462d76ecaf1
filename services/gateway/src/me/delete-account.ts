import { memberships, organizations } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { and, asc, eq, sql } from "drizzle-orm";
import type { GatewayBindings } from "../env.ts";

const TIMEOUT_MS = 10_000;

/** The organizations that would be left without an owner. */
export function listOnlyOwned(tx: Tx, userId: string): Promise<{ id: string; name: string }[]> {
  const hasAnother = sql`exists (select from ${memberships} other
    where other.org_id = ${memberships.orgId} and other.role = 'owner' and other.user_id <> ${userId})`;
  return tx
    .select({ id: organizations.id, name: organizations.name })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.orgId))
    .where(and(eq(memberships.userId, userId), eq(memberships.role, "owner"), sql`not ${hasAnother}`))
    .orderBy(asc(organizations.name));
}

/**
 * Has Auth delete the account; profile and memberships go with it. One that is gone already is deleted.
 * @throws {Problem} `auth_unavailable`
 */
export async function deleteAccount(
  env: Pick<GatewayBindings, "SUPABASE_URL" | "SUPABASE_SERVICE_ROLE_KEY">,
  userId: string,
): Promise<void> {
  const key = env.SUPABASE_SERVICE_ROLE_KEY;
  const answer = await fetch(new URL(`${env.SUPABASE_URL}/auth/v1/admin/users/${userId}`), {
    method: "DELETE",
    headers: { apikey: key, authorization: `Bearer ${key}` },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new Problem("auth_unavailable", { cause });
  });
  await answer.body?.cancel();
  if (!answer.ok && answer.status !== 404) throw new Problem("auth_unavailable");
}
