import { personTenant } from "@allokoli/shared/db/tenant";
import type { Tx } from "@allokoli/shared/db/tenant";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { Problem } from "@allokoli/shared/http/problem";
import { except } from "hono/combine";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";
import { Organization } from "../organization/contract.ts";
import { findOrganization } from "../organization/store.ts";
import { findFirstOrganizationId } from "./store.ts";

/**
 * `Idempotency-Key` for the creation of an organization. Keys belong to organizations, so this one is stored in the
 * person's first; a person without an organization has none to store it in. Membership of the first one says nothing
 * about the new one, so it is checked before a repeat is answered.
 */
export const idempotentCreation = [
  createMiddleware<GatewayEnv>(async (c, next) => {
    const { person, database, claims } = c.var;
    if (c.req.header("idempotency-key") !== undefined) {
      const orgId = await person.read((tx) => findFirstOrganizationId(tx, person.userId));
      if (orgId !== undefined) c.set("tenant", personTenant(database, claims, orgId));
    }
    await next();
  }),
  except((c) => c.get("tenant") === undefined, idempotent("viewer", { requireVisible })),
] as const;

async function requireVisible(tx: Tx, body: string): Promise<void> {
  const { id } = Organization.parse(JSON.parse(body));
  if ((await findOrganization(tx, id)) === undefined) throw new Problem("not_a_member");
}
