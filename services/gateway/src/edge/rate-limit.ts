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

/** What one API key may take of the same: half. */
const KEY_BINDINGS = {
  starter: "RATE_LIMIT_KEY",
  pro: "RATE_LIMIT_KEY_PRO",
  business: "RATE_LIMIT_KEY_BUSINESS",
} as const satisfies Record<Plan, keyof GatewayBindings>;

type Binding = (typeof BINDINGS | typeof KEY_BINDINGS)[Plan];

/**
 * Each organization has the request budget of its plan. Only requests of its members and keys count, and one key cannot
 * use all of it. Requests outside an organization count for the person. A stream counts once.
 */
export const rateLimit = createMiddleware<GatewayEnv>(async (c, next) => {
  const { orgId, plan = "starter", userId, apiKey } = c.var;
  if (apiKey !== undefined) await count(c, KEY_BINDINGS[plan], `api-key:${apiKey.id}`);
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
