import { sequence } from "astro:middleware";
import type { MiddlewareHandler } from "astro";
import { createAuthClient } from "./lib/auth/client.ts";
import { readSession } from "./lib/auth/session.ts";
import { organizationIn, TIME_ZONE_COOKIE } from "./lib/cookies.ts";
import { problem } from "./lib/forward.ts";
import { createServerApi } from "./lib/api/server.ts";
import { withLocale } from "./lib/locale.ts";
import { mayChangeThings } from "./lib/same-origin.ts";
import { knownTimeZone } from "./lib/time-zone.ts";
import { chooseOrganization, listOrganizations } from "./lib/organizations.ts";

/** Pages for everybody; all others are only for signed-in people. */
const PUBLIC = new Set([
  "/",
  "/signup",
  "/signin",
  "/magic-link",
  "/forgot-password",
  "/auth/callback",
  "/language",
  "/signout",
]);

const inLanguage: MiddlewareHandler = ({ request, locals }, next) =>
  withLocale(request, (locale) => {
    locals.locale = locale;
    return next();
  });

const sameOrigin: MiddlewareHandler = ({ request, url }, next) =>
  mayChangeThings(request, url) ? next() : problem(403, "bad_request", "Requests from other sites are refused");

const withSession: MiddlewareHandler = async (context, next) => {
  const { locals, cookies, url, isPrerendered } = context;
  if (isPrerendered) return next();
  locals.timeZone = knownTimeZone(cookies.get(TIME_ZONE_COOKIE)?.value);
  locals.auth = createAuthClient(context);
  const isApi = url.pathname.startsWith("/api/");
  const answer = hasSessionCookie(context.request)
    ? await readSession(locals.auth)
    : ({ state: "signed-out" } as const);
  locals.session = answer.state === "signed-in" ? answer.session : undefined;
  locals.organizationId = organizationIn(cookies);
  if (answer.state === "signed-in" && locals.organizationId === undefined) {
    locals.organizationId = await chooseOrganization(context, createServerApi(answer.session.accessToken, undefined));
  }
  locals.api = createServerApi(locals.session?.accessToken, locals.organizationId);
  locals.organizations = locals.session && !isApi ? listOrganizations(locals.api) : undefined;
  if (answer.state === "unavailable" && isApi) return problem(503, "auth_unavailable", "Sign-in does not answer");
  // Not `context.rewrite`: it would run this middleware again, and wait for Auth a second time.
  if (answer.state === "unavailable" && !isPublic(url.pathname)) return next("/503");
  if (answer.state === "signed-out" && !isApi && !isPublic(url.pathname)) {
    const wanted = context.request.method === "GET" ? url.pathname + url.search : url.pathname;
    return context.redirect(`/signin?next=${encodeURIComponent(wanted)}`, 303);
  }
  return next();
};

const isPublic = (path: string) => PUBLIC.has(path) || path === "/404" || path === "/500" || path === "/503";

const hasSessionCookie = (request: Request) => (request.headers.get("cookie") ?? "").includes("allokoli-session");

const withSecurityHeaders: MiddlewareHandler = async ({ url }, next) => {
  const response = await next();
  const { headers } = response;
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "strict-origin-when-cross-origin");
  headers.set("x-frame-options", "DENY");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()");
  if (url.protocol === "https:") headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
  return response;
};

export const onRequest = sequence(withSecurityHeaders, sameOrigin, inLanguage, withSession);
