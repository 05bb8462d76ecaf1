import { toHex } from "@allokoli/shared/crypto/hmac";
import type { Context } from "hono";
import type { GatewayApp, GatewayEnv } from "../env.ts";
import { ReferenceDocument } from "./document.ts";
import { referencePage } from "./page.ts";
import { STYLE } from "./style.ts";

const PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const CACHING = "public, max-age=300";

/** The API's description: for tools, and for people. `document` is the OpenAPI document that scripts/openapi.ts made. */
export function routeDocs(app: GatewayApp, document: object) {
  const text = JSON.stringify(document);
  app.get("/openapi.json", async (c) => unchangedOr(c, text, "application/json; charset=utf-8"));
  app.get("/docs", async (c) => {
    c.header("content-security-policy", PAGE_POLICY);
    return unchangedOr(c, String(await referencePage(ReferenceDocument.parse(document))), "text/html; charset=utf-8");
  });
  app.get("/docs/style.css", (c) => unchangedOr(c, STYLE, "text/css; charset=utf-8"));
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
