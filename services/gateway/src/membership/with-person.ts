import { authorOf } from "@allokoli/shared/db/audit-entry";
import { connect } from "@allokoli/shared/db/connect";
import { person, personTenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { recordReachedLimit } from "@allokoli/shared/service/service";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";

/** Behind `signedIn`: a database connection for the gateway's own resources, as the person, and as their organization's member. */
export const withPerson = createMiddleware<GatewayEnv>(async (c, next) => {
  const { HYPERDRIVE } = requireEnv(c.env, ["HYPERDRIVE"]);
  const { claims, orgId } = c.var;
  const database = connect(HYPERDRIVE.connectionString);
  c.set("database", database);
  c.set("person", person(database, claims));
  if (orgId !== undefined) c.set("tenant", personTenant(database, claims, orgId));
  try {
    await next();
    if (orgId !== undefined)
      await recordReachedLimit(c.error, personTenant(database, claims, orgId), authorOf(c), c.var.log);
  } finally {
    c.executionCtx.waitUntil(database.close());
  }
});
