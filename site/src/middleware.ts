import { sequence } from "astro:middleware";
import type { APIContext, MiddlewareHandler } from "astro";
import { createAuthClient } from "./lib/auth/client.ts";
import { readSession } from "./lib/auth/session.ts";
import { ORGANIZATION_COOKIE, organizationIn, rememberedFor, rememberZone, zoneIn } from "./lib/cookies.ts";
import { problem } from "./lib/forward.ts";
import { createServerApi } from "./lib/api/server.ts";
import { canBeNamed } from "./lib/ids.ts";
import { withLocale } from "./lib/locale.ts";
import { leastFor, may, roleOf } from "./lib/may.ts";
import { OUTSIDE_PAGES } from "./lib/outside/pages.ts";
import { permissionsOf, policyOf } from "./lib/security/policy.ts";
import { mayChangeThings } from "./lib/same-origin.ts";
import { DEFAULT_TIME_ZONE } from "./lib/time-zone.ts";
import { currentOrganization, listOrganizations, settleIn } from "./lib/organizations.ts";

/** Pages for everybody; all others are only for signed-in people. */
const PUBLIC = new Set<string>([
  "/",
  ...OUTSIDE_PAGES.map(({ href }) => href),
  "/signup",
  "/signin",
  "/magic-link",
  "/forgot-password",
  "/auth/callback",
  "/alerts/unsubscribe",
  "/language",
  "/signout",
]);

/** In the address of a page, from a mail. */
const NAMED_ORGANIZATION = "organization";

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
  locals.timeZone = DEFAULT_TIME_ZONE;
  locals.auth = createAuthClient(context);
  const isApi = url.pathname.startsWith("/api/");
  const answer = hasSessionCookie(context.request)
    ? await readSession(locals.auth)
    : ({ state: "signed-out" } as const);
  locals.session = answer.state === "signed-in" ? answer.session : undefined;
  locals.organizationId = organizationIn(cookies);
  if (answer.state === "signed-in" && locals.organizationId === undefined) {
    const settled = await settleIn(context, createServerApi(answer.session.accessToken, undefined));
    locals.organizationId = settled?.organizationId;
    // The language of this request is decided already; the next one is in the account's.
    if (settled && settled.locale !== locals.locale && context.request.method === "GET" && !isApi)
      return context.redirect(url.pathname + url.search, 303);
  }
  locals.api = createServerApi(locals.session?.accessToken, locals.organizationId);
  locals.organizations = locals.session && !isApi ? listOrganizations(locals.api) : undefined;
  const elsewhere = await inNamedOrganization(context);
  if (elsewhere !== undefined) return elsewhere;
  if (locals.organizations !== undefined) locals.timeZone = await timeZoneOf(context);
  if (answer.state === "unavailable" && isApi) return problem(503, "auth_unavailable", "Sign-in does not answer");
  // Not `context.rewrite`: it would run this middleware again, and wait for Auth a second time.
  if (answer.state === "unavailable" && !isPublic(url.pathname)) return next("/503");
  if (answer.state === "signed-out" && !isApi && !isPublic(url.pathname)) {
    const wanted = context.request.method === "GET" ? url.pathname + url.search : url.pathname;
    return context.redirect(`/signin?next=${encodeURIComponent(wanted)}`, 303);
  }
  if (!isApi && !canBeNamed(context.params)) return next("/404");
  if (isApi || (await isForThem(context))) return next();
  const refused = await next();
  // What failed, or leads elsewhere, says that.
  return refused.status === 200 ? new Response(refused.body, { status: 403, headers: refused.headers }) : refused;
};

/** Whether the page is for somebody of this person's role. */
async function isForThem({ locals, url }: APIContext): Promise<boolean> {
  const least = leastFor(url.pathname);
  return least === "viewer" || may(await roleOf(locals), least);
}

/**
 * A link in a mail names its organization: the page opens there, if this person is a member of it. Only which one the
 * browser shows changes, so a link of somebody else's can do no more than the menu at the top.
 */
async function inNamedOrganization(context: APIContext): Promise<Response | undefined> {
  const { locals, cookies, url, request } = context;
  const named = url.searchParams.get(NAMED_ORGANIZATION);
  if (named === null || request.method !== "GET" || locals.organizations === undefined) return undefined;
  const answer = await locals.organizations;
  if (answer.ok && answer.data.items.some(({ id }) => id === named))
    cookies.set(ORGANIZATION_COOKIE, named, rememberedFor(url));
  const rest = new URLSearchParams(url.searchParams);
  rest.delete(NAMED_ORGANIZATION);
  return context.redirect(url.pathname + (rest.size > 0 ? `?${rest}` : ""), 303);
}

/** The organization's time zone: people there speak of its hours, wherever their computer is. */
async function timeZoneOf(context: APIContext): Promise<string> {
  const remembered = zoneIn(context.cookies, context.locals.organizationId);
  if (remembered !== undefined) return remembered;
  const organization = await currentOrganization(context.locals);
  if (organization !== undefined) rememberZone(context, organization.id, organization.timeZone);
  return organization?.timeZone ?? DEFAULT_TIME_ZONE;
}

const isPublic = (path: string) => PUBLIC.has(path) || path === "/404" || path === "/500" || path === "/503";

const hasSessionCookie = (request: Request) => (request.headers.get("cookie") ?? "").includes("allokoli-session");

const withSecurityHeaders: MiddlewareHandler = async ({ url }, next) => {
  const response = await next();
  const { headers } = response;
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "strict-origin-when-cross-origin");
  headers.set("x-frame-options", "DENY");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("permissions-policy", permissionsOf(url.pathname));
  const policy = headers.get("content-security-policy");
  if (policy !== null) headers.set("content-security-policy", policyOf(url.pathname, policy));
  if (url.protocol === "https:") headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
  return response;
};

export const onRequest = sequence(withSecurityHeaders, sameOrigin, inLanguage, withSession);
