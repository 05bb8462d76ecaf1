import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";
import type { Verifier } from "./verify.ts";

/** Nobody passes without a genuine access token. */
export const signedIn = (verifier: Verifier) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    const token = /^Bearer ([^\s]+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (token === undefined) throw new Problem("unauthorized");
    const { SUPABASE_URL } = requireEnv(c.env, ["SUPABASE_URL"]);
    const claims = await verifier.verify(token, SUPABASE_URL, (work) => c.executionCtx.waitUntil(work));
    c.set("claims", claims);
    c.set("userId", claims.sub);
    await next();
  });
