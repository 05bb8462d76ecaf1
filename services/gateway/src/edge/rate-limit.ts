import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import type { Plan } from "@allokoli/shared/limits/plans";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { GatewayBindings, GatewayEnv } from "../env.ts";

/** The period of the rate limit bindings in wrangler.toml. */
const PERIOD_SECONDS = 60;

const BINDINGS = {
  starter: "RATE_LIMIT",
  pro: "RATE_LIMIT_PRO",
  business: "RATE_LIMIT_BUSINESS",
} as const satisfies Record<Plan, keyof GatewayBindings>;

/** What one API key, or one viewer, may take of the same. */
const HALF_BINDINGS = {
  starter: "RATE_LIMIT_HALF",
  pro: "RATE_LIMIT_HALF_PRO",
  business: "RATE_LIMIT_HALF_BUSINESS",
} as const satisfies Record<Plan, keyof GatewayBindings>;

type Binding = (typeof BINDINGS | typeof HALF_BINDINGS)[Plan];

/**
 * Each organization has the request budget of its plan. Only requests of its members and keys count, and neither a key nor
 * a viewer can use all of it. Requests outside an organization count for the person. A stream counts once.
 */
export const rateLimit = createMiddleware<GatewayEnv>(async (c, next) => {
  const { orgId, plan = "starter", role, userId, apiKey } = c.var;
  if (apiKey !== undefined) await count(c, HALF_BINDINGS[plan], `api-key:${apiKey.id}`);
  else if (orgId !== undefined && role === "viewer") await count(c, HALF_BINDINGS[plan], `viewer:${userId}:${orgId}`);
  await count(c, BINDINGS[plan], orgId === undefined ? `person:${userId}` : `organization:${orgId}`);
  await next();
});

/**
 * For what asks the database before anybody is known: the lookup of an API key that this isolate has not seen, a link in a mail.
 * Limited by client address.
 */
export const requireAddressHasRequestsLeft = (c: Context<GatewayEnv>): Promise<void> =>
  count(c, "RATE_LIMIT", `address:${c.req.header("cf-connecting-ip") ?? "unknown"}`);

async function count(c: Context<GatewayEnv>, binding: Binding, key: string): Promise<void> {
  const { success } = await requireEnv(c.env, [binding])[binding].limit({ key });
  if (!success) throw new Problem("rate_limited", { retryAfterSeconds: PERIOD_SECONDS });
}
