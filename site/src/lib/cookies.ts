import { isZoneName } from "@allokoli/shared/hours/zone-name";
import type { APIContext, AstroCookies } from "astro";

export const ORGANIZATION_COOKIE = "allokoli-organization";
/** How the site looks: light, dark, or as the device has it. */
export const THEME_COOKIE = "allokoli-theme";
const TIME_ZONE_COOKIE = "allokoli-time-zone";

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

/** A colleague may change it: another browser knows after this time. */
const ZONE_SECONDS = 600;

/** Stores the organization's time zone, so that not every page has to wait for it. */
export const rememberZone = ({ cookies, url }: Pick<APIContext, "cookies" | "url">, id: string, timeZone: string) =>
  cookies.set(TIME_ZONE_COOKIE, `${id}.${timeZone}`, { ...privateCookie(url), maxAge: ZONE_SECONDS });

export const forgetZone = (cookies: AstroCookies) => cookies.delete(TIME_ZONE_COOKIE, { path: "/" });

/** The stored time zone, if it is that of this organization. */
export function zoneIn(cookies: AstroCookies, organizationId: string | undefined): string | undefined {
  const [id, zone] = cookies.get(TIME_ZONE_COOKIE)?.value.split(".") ?? [];
  return id === organizationId && zone !== undefined && isZoneName(zone) ? zone : undefined;
}
