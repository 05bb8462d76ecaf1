import { cors } from "hono/cors";
import type { MiddlewareHandler } from "hono";
import type { GatewayEnv } from "../env.ts";

const PREFLIGHT_SECONDS = 600;

/** The configured origins, as `CORS_ORIGINS` lists them. None when it is empty. */
export const originsOf = (list: string | undefined) =>
  (list ?? "")
    .split(",")
    .map((origin) => origin.trim().replace(/\/$/, ""))
    .filter((origin) => origin !== "" && origin !== "*");

/** Browsers may call from the configured origins, with a bearer token. The API uses no cookies. */
export const crossOrigin: MiddlewareHandler<GatewayEnv> = cors({
  origin: (origin, c) => (originsOf(c.env.CORS_ORIGINS).includes(origin) ? origin : undefined),
  allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  allowHeaders: [
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "Last-Event-ID",
    "Traceparent",
    "X-Organization-Id",
    "X-Request-Id",
  ],
  exposeHeaders: ["ETag", "Idempotent-Replayed", "Retry-After", "Traceparent", "X-Request-Id"],
  maxAge: PREFLIGHT_SECONDS,
});
