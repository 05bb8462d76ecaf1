import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { createMiddleware } from "hono/factory";
import { isApiKey } from "./api-key-secret.ts";
import type { GatewayEnv } from "../env.ts";
import { claimsOf, findByBearer, noteUse, type ApiKeyParts } from "./by-api-key.ts";
import type { Verifier } from "./verify.ts";

/** Nobody passes without a genuine access token or an API key. */
export const signedIn = (verifier: Verifier, parts: ApiKeyParts) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    const bearer = /^Bearer ([^\s]+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (bearer === undefined) throw new Problem("unauthorized");
    if (isApiKey(bearer)) {
      const key = await findByBearer(c, bearer, parts);
      c.set("apiKey", key);
      c.set("claims", claimsOf(key, parts.now()));
      noteUse(c, key, parts);
    } else {
      const { SUPABASE_URL } = requireEnv(c.env, ["SUPABASE_URL"]);
      c.set("claims", await verifier.verify(bearer, SUPABASE_URL, (work) => c.executionCtx.waitUntil(work)));
    }
    c.set("userId", c.var.claims.sub);
    await next();
  });
