import { notFound } from "@allokoli/shared/http/problem";
import { findNewAccountUsage } from "@allokoli/shared/limits/dialling";
import { findUsage } from "@allokoli/shared/limits/usage";
import type { GatewayApp } from "../env.ts";
import { getOrganizationLimits } from "./contract.ts";
import { toLimits } from "./to-limits.ts";

/** What the organization's plan allows, and how much of it is used. */
export function routeLimits(app: GatewayApp) {
  app.openapi(getOrganizationLimits, async (c) => {
    const { tenant } = c.var;
    const at = new Date();
    const [usage, newAccount] = await tenant.read((tx) =>
      Promise.all([findUsage(tx, tenant.orgId, at), findNewAccountUsage(tx, tenant.orgId, at)]),
    );
    if (usage === undefined) throw notFound("organization");
    return c.json(toLimits(usage, newAccount), 200);
  });
}
