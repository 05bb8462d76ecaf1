import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";

/** The period of the `RATE_LIMIT` binding (wrangler.toml): after this long the count begins anew. */
const PERIOD_SECONDS = 60;

/**
 * Each organization has a budget of requests, counted only for its members: nobody else can use it up. What is done
 * outside an organization counts for the person. A stream counts once.
 */
export const rateLimit = createMiddleware<GatewayEnv>(async (c, next) => {
  const { RATE_LIMIT } = requireEnv(c.env, ["RATE_LIMIT"]);
  const { orgId, userId } = c.var;
  const { success } = await RATE_LIMIT.limit({
    key: orgId === undefined ? `person:${userId}` : `organization:${orgId}`,
  });
  if (!success) throw new Problem("rate_limited", { retryAfterSeconds: PERIOD_SECONDS });
  await next();
});
