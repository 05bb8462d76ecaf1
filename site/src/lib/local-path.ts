const ANYWHERE = "http://site.invalid";

/**
 * A path on this site as it was given, or the fallback: never another site, however written (`//evil`, `/\evil`,
 * `https:evil`, a tab in the middle).
 */
export function localPath(target: string | null | undefined, fallback = "/"): string {
  if (!target || !target.startsWith("/") || /[\p{Cc}\\]/u.test(target)) return fallback;
  if (!URL.canParse(target, ANYWHERE)) return fallback;
  const url = new URL(target, ANYWHERE);
  return url.origin === ANYWHERE && !url.pathname.startsWith("//") ? url.pathname + url.search + url.hash : fallback;
}
