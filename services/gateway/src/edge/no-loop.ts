import { HOP_HEADER } from "@allokoli/shared/http/outgoing";
import { Problem } from "@allokoli/shared/http/problem";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";

/** Refuses a request that comes from one of our own requests to a tenant's address: it would be a loop. */
export const noLoop = createMiddleware<GatewayEnv>((c, next) => {
  if (c.req.header(HOP_HEADER) !== undefined) throw new Problem("loop_detected");
  return next();
});
