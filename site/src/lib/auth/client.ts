import { createServerClient, parseCookieHeader } from "@supabase/ssr";
import type { APIContext } from "astro";
import { env } from "cloudflare:workers";
import { privateCookie } from "../cookies.ts";

const AUTH_TIMEOUT_MS = 8_000;

/** Auth's own client for one request. Its tokens are in cookies that no script can read. */
export function createAuthClient(context: Pick<APIContext, "request" | "cookies" | "url">) {
  const { SUPABASE_URL: supabaseUrl, SUPABASE_ANON_KEY: anonKey } = env;
  if (!supabaseUrl || !anonKey) throw new Error("SUPABASE_URL and SUPABASE_ANON_KEY must be set");
  const client = createServerClient(supabaseUrl, anonKey, {
    cookieOptions: { ...privateCookie(context.url), name: "allokoli-session" },
    cookies: {
      getAll: () =>
        parseCookieHeader(context.request.headers.get("cookie") ?? "").map(({ name, value }) => ({
          name,
          value: value ?? "",
        })),
      setAll: (cookies) => {
        for (const { name, value, options } of cookies) context.cookies.set(name, value, toAstroOptions(options));
      },
    },
    global: {
      fetch: (input, init) => fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(AUTH_TIMEOUT_MS) }),
    },
  });
  return client.auth;
}

export type AuthClient = ReturnType<typeof createAuthClient>;

type GivenOptions = { path?: string; maxAge?: number; httpOnly?: boolean; secure?: boolean; sameSite?: unknown };

const toAstroOptions = ({ path, maxAge, httpOnly, secure }: GivenOptions) => ({
  path: path ?? "/",
  httpOnly: httpOnly ?? true,
  secure: secure ?? false,
  sameSite: "lax" as const,
  ...(maxAge !== undefined && { maxAge }),
});
