import { personTenant } from "@allokoli/shared/db/tenant";
import { idempotent } from "@allokoli/shared/http/idempotent";
import { except } from "hono/combine";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";
import { findFirstOrganizationId } from "./store.ts";

/**
 * `Idempotency-Key` where no organization is asked for yet: keys are kept in organizations, so this one is kept in
 * the person's first. Someone who is in none has nowhere to keep it.
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
  except((c) => c.get("tenant") === undefined, idempotent),
] as const;
