import { insufficientScope } from "@allokoli/shared/http/problem";
import { SCOPES, type Scope } from "@allokoli/shared/scopes/scopes";
import { createMiddleware } from "hono/factory";
import { TrieRouter } from "hono/router/trie-router";
import type { GatewayEnv } from "../env.ts";

/** The scopes of which an operation needs one; none where every key may call it; undefined for no operation of ours. */
export type NeedsOf = (method: string, path: string) => readonly Scope[] | undefined;

type Described = { paths?: Record<string, Record<string, { security?: Record<string, string[]>[] }>> };

/** What each operation of the OpenAPI document needs of an API key: `security`, which every contract has. */
export function readNeeds(document: object): NeedsOf {
  const router = new TrieRouter<Scope[]>();
  // Sorted by path, so that /v1/calls/live comes before /v1/calls/{id}.
  for (const [path, operations] of Object.entries(asDescribed(document).paths ?? {})) {
    for (const [method, { security = [] }] of Object.entries(operations)) {
      const needed = security.flatMap((way) => way["apiKey"] ?? []);
      router.add(
        method.toUpperCase(),
        path.replaceAll(/\{(\w+)\}/g, ":$1"),
        SCOPES.filter((scope) => needed.includes(scope)),
      );
    }
  }
  return (method, path) => router.match(method === "HEAD" ? "GET" : method, path)[0][0]?.[0];
}

/**
 * Behind `forPeople`: refuses an API key that has none of the scopes of which the operation needs one, and has every
 * transaction ask the database the same again. For no operation of ours the claims name no scope, which opens nothing.
 */
export const inScope = (needsOf: NeedsOf) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    const { apiKey, claims } = c.var;
    if (apiKey !== undefined && claims.role === "api_key") {
      const scopes = needsOf(c.req.method, c.req.path);
      if (scopes !== undefined && scopes.length > 0 && !scopes.some((scope) => apiKey.scopes.includes(scope))) {
        throw insufficientScope(scopes);
      }
      c.set("claims", { ...claims, scopes: [...(scopes ?? [])] });
    }
    await next();
  });

// It is written by scripts/openapi.ts, whose `requireSound` holds this shape.
const asDescribed = (document: object) => document as Described;
