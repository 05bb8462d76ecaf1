import { memberships, organizations } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { and, asc, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Row } from "../organization/store.ts";
import type { CreateOrganization } from "./contract.ts";

/** A person's organizations, newest first, with the role that they have in each: up to `limit` after `after`. */
export async function listOwn(tx: Tx, userId: string, limit: number, after: Position | undefined): Promise<Row[]> {
  const beyond =
    after === undefined
      ? undefined
      : sql`(${organizations.createdAt}, ${organizations.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`;
  const rows = await tx
    .select({ organization: organizations, role: memberships.role })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.orgId))
    .where(and(eq(memberships.userId, userId), beyond))
    .orderBy(desc(organizations.createdAt), desc(organizations.id))
    .limit(limit);
  return rows.map(({ organization, role }) => ({ ...organization, role }));
}

/** The organization that a person has been in for longest. */
export async function findFirstOrganizationId(tx: Tx, userId: string): Promise<string | undefined> {
  const [first] = await tx
    .select({ orgId: memberships.orgId })
    .from(memberships)
    .where(eq(memberships.userId, userId))
    .orderBy(asc(memberships.createdAt), asc(memberships.orgId))
    .limit(1);
  return first?.orgId;
}

/** Make an organization that the person owns; its id. */
export async function insertOrganization(tx: Tx, { name, locale, timeZone }: CreateOrganization): Promise<string> {
  const { rows } = await tx.execute(sql`select app.create_organization(${name}, ${locale}, ${timeZone}) as id`);
  return z.tuple([z.object({ id: z.uuid() })]).parse(rows)[0].id;
}
