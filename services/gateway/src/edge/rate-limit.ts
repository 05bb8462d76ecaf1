import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import type { Plan } from "@allokoli/shared/limits/plans";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { GatewayBindings, GatewayEnv } from "../env.ts";

/** The period of the bindings (wrangler.toml): after this long the count begins anew. */
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
 * Each organization has a budget of requests, its plan's, counted only for its members and its keys: nobody else can use
 * it up, and no key all of it. What is done outside an organization counts for the person. A stream counts once.
 */
export const rateLimit = createMiddleware<GatewayEnv>(async (c, next) => {
  const { orgId, plan = "starter", userId, apiKey } = c.var;
  if (apiKey !== undefined) await count(c, KEY_BINDINGS[plan], `api-key:${apiKey.id}`);
  await count(c, BINDINGS[plan], orgId === undefined ? `person:${userId}` : `organization:${orgId}`);
  await next();
});

/** Before an API key is looked up that was never seen: who tries out keys has a budget by where they come from. */
export const requireGuessesLeft = (c: Context<GatewayEnv>): Promise<void> =>
  count(c, "RATE_LIMIT", `address:${c.req.header("cf-connecting-ip") ?? "unknown"}`);

async function count(c: Context<GatewayEnv>, binding: Binding, key: string): Promise<void> {
  const { success } = await requireEnv(c.env, [binding])[binding].limit({ key });
  if (!success) throw new Problem("rate_limited", { retryAfterSeconds: PERIOD_SECONDS });
}
