import type { AstroCookies } from "astro";

export const ORGANIZATION_COOKIE = "allokoli-organization";
export const TIME_ZONE_COOKIE = "allokoli-time-zone";

const YEAR_SECONDS = 365 * 24 * 60 * 60;
const ORGANIZATION_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Options of a cookie that scripts cannot read, and that is sent only over https if the site is on https. */
export const privateCookie = (url: URL) => ({
  path: "/",
  httpOnly: true,
  sameSite: "lax" as const,
  secure: url.protocol === "https:",
});

export const rememberedFor = (url: URL) => ({ ...privateCookie(url), maxAge: YEAR_SECONDS });

/** The chosen organization; a value that does not look like an id is ignored (the gateway checks the rest). */
export function organizationIn(cookies: AstroCookies): string | undefined {
  const value = cookies.get(ORGANIZATION_COOKIE)?.value;
  return value !== undefined && ORGANIZATION_ID.test(value) ? value : undefined;
}
