import { connect } from "@allokoli/shared/db/connect";
import { memberships, organizations } from "@allokoli/shared/db/schema/index";
import { person } from "@allokoli/shared/db/tenant";
import type { Claims } from "@allokoli/shared/identity/identity";
import { eq } from "drizzle-orm";
import type { Membership } from "./choose.ts";

/** A person's memberships, read as the person over a connection of its own. */
export async function readMemberships(
  connectionString: string,
  claims: Claims,
  afterAnswer: (work: Promise<unknown>) => void,
): Promise<Membership[]> {
  const database = connect(connectionString);
  try {
    return await person(database, claims).read((tx) =>
      tx
        .select({ orgId: memberships.orgId, role: memberships.role, plan: organizations.plan })
        .from(memberships)
        .innerJoin(organizations, eq(organizations.id, memberships.orgId))
        .where(eq(memberships.userId, claims.sub)),
    );
  } finally {
    afterAnswer(database.close());
  }
}
