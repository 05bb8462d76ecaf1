import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import type { Plan } from "@allokoli/shared/limits/plans";
import { createMiddleware } from "hono/factory";
import type { GatewayBindings, GatewayEnv } from "../env.ts";

/** The period of the bindings (wrangler.toml): after this long the count begins anew. */
const PERIOD_SECONDS = 60;

const BINDINGS = {
  starter: "RATE_LIMIT",
  pro: "RATE_LIMIT_PRO",
  business: "RATE_LIMIT_BUSINESS",
} as const satisfies Record<Plan, keyof GatewayBindings>;

/**
 * Each organization has a budget of requests, its plan's, counted only for its members: nobody else can use it up. What
 * is done outside an organization counts for the person. A stream counts once.
 */
export const rateLimit = createMiddleware<GatewayEnv>(async (c, next) => {
  const { orgId, plan = "starter", userId } = c.var;
  const binding = BINDINGS[plan];
  const { success } = await requireEnv(c.env, [binding])[binding].limit({
    key: orgId === undefined ? `person:${userId}` : `organization:${orgId}`,
  });
  if (!success) throw new Problem("rate_limited", { retryAfterSeconds: PERIOD_SECONDS });
  await next();
});
