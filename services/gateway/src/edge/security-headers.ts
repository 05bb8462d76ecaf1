import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";
import type { GatewayEnv } from "../env.ts";

/** Default headers of an answer, unless its route set others: it is no page, and it must not be cached. */
const DEFAULTS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  "cache-control": "no-store",
};

const always = secureHeaders({
  strictTransportSecurity: "max-age=63072000; includeSubDomains",
  xFrameOptions: "DENY",
});

export const securityHeaders = createMiddleware<GatewayEnv>(async (c, next) => {
  await always(c, next);
  const { headers } = c.res;
  for (const [name, value] of Object.entries(DEFAULTS)) if (!headers.has(name)) headers.set(name, value);
});
