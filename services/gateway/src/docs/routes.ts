import { toHex } from "@allokoli/shared/crypto/hmac";
import type { Context } from "hono";
import type { GatewayApp, GatewayEnv } from "../env.ts";
import { REFERENCE_PAGE } from "./page.ts";

/** Only our own scripts, and requests to this origin only. The reference needs inline styles. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const CACHING = "public, max-age=300";

/** The API's description: for tools, and for people. `document` is the OpenAPI document that scripts/openapi.ts made. */
export function routeDocs(app: GatewayApp, document: object) {
  const text = JSON.stringify(document);
  app.get("/openapi.json", async (c) => unchangedOr(c, text, "application/json; charset=utf-8"));
  app.get("/docs", async (c) => {
    c.header("content-security-policy", PAGE_POLICY);
    return unchangedOr(c, REFERENCE_PAGE, "text/html; charset=utf-8");
  });
  app.get("/docs/:script{(scalar|start)\\.js}", async (c) => {
    const { body, status, headers } = await c.env.ASSETS.fetch(c.req.raw);
    return new Response(body, { status, headers });
  });
}

/** The text, or 304 for who has it. */
async function unchangedOr(c: Context<GatewayEnv>, text: string, type: string): Promise<Response> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const etag = `"${toHex(new Uint8Array(digest)).slice(0, 32)}"`;
  c.header("etag", etag);
  c.header("cache-control", CACHING);
  if (c.req.header("if-none-match") === etag) return c.body(null, 304);
  c.header("content-type", type);
  return c.body(text);
}
