const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request may change something: it comes from a page of ours. `Origin` decides where the browser sent one;
 * without it, `Sec-Fetch-Site` does; a client that sends neither is no browser, and carries no cookie by accident.
 */
export function mayChangeThings(request: Request, site: URL): boolean {
  if (SAFE_METHODS.has(request.method)) return true;
  const origin = request.headers.get("origin");
  if (origin !== null) return origin === site.origin;
  const fetchSite = request.headers.get("sec-fetch-site");
  return fetchSite === null ? request.headers.get("cookie") === null : fetchSite === "same-origin";
}
