import { notFound } from "@allokoli/shared/http/problem";
import { findUsage } from "@allokoli/shared/limits/usage";
import type { GatewayApp } from "../env.ts";
import { getOrganizationLimits } from "./contract.ts";
import { toLimits } from "./to-limits.ts";

/** What the organization's plan allows, and how much of it is used. */
export function routeLimits(app: GatewayApp) {
  app.openapi(getOrganizationLimits, async (c) => {
    const { tenant } = c.var;
    const usage = await tenant.read((tx) => findUsage(tx, tenant.orgId, new Date()));
    if (usage === undefined) throw notFound("organization");
    return c.json(toLimits(usage), 200);
  });
}
