import { calls, phoneNumbers } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { and, count, eq, isNull, ne, sql } from "drizzle-orm";
import { findOrganization } from "../organization/store.ts";

type Closing = {
  orgId: string;
  /** As the owner wrote it. */
  name: string | undefined;
  /** Called before anything changes: what has to know of it even if nobody tells it afterwards. */
  prepare(): Promise<void>;
};

/**
 * Closes an organization: from the commit on it has no members, and the sweeps erase it.
 * @throws {Problem} `not_found`, `role_too_low`, `validation_failed` for another name than its own, `conflict` while it
 * has numbers, or calls that have not ended
 */
export async function closeOrganization(tx: Tx, { orgId, name, prepare }: Closing): Promise<void> {
  const organization = await findOrganization(tx, orgId);
  if (organization === undefined) throw notFound("organization");
  if (organization.role !== "owner") throw new Problem("role_too_low");
  if (organization.name !== name) {
    const errors = [{ path: "name", message: "is not the organization's name" }];
    throw new Problem("validation_failed", { errors });
  }
  // The lock under which numbers are ordered and calls are placed: nothing comes in between.
  await tx.execute(sql`select app.lock_plan(${orgId})`);
  const [[numbers], [open]] = await Promise.all([
    tx
      .select({ count: count() })
      .from(phoneNumbers)
      .where(and(eq(phoneNumbers.orgId, orgId), isNull(phoneNumbers.deletedAt), ne(phoneNumbers.orderState, "failed"))),
    tx
      .select({ count: count() })
      .from(calls)
      .where(and(eq(calls.orgId, orgId), ne(calls.status, "ended"))),
  ]);
  const errors = [
    ...(numbers?.count ? [{ path: "phoneNumbers", message: `${numbers.count} to be released first` }] : []),
    ...(open?.count ? [{ path: "calls", message: `${open.count} to be ended first` }] : []),
  ];
  if (errors.length > 0) {
    throw new Problem("conflict", { detail: "It still has telephone numbers, or calls that have not ended.", errors });
  }
  await prepare();
  await tx.execute(sql`select app.close_organization(${orgId})`);
}
