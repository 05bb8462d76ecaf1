const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request may change something: only from a page of ours. `Origin` decides if the browser sent it, else
 * `Sec-Fetch-Site`. A client that sends neither is no browser, and sends no cookie unintentionally.
 */
export function mayChangeThings(request: Request, site: URL): boolean {
  if (SAFE_METHODS.has(request.method)) return true;
  const origin = request.headers.get("origin");
  if (origin !== null) return origin === site.origin;
  const fetchSite = request.headers.get("sec-fetch-site");
  return fetchSite === null ? request.headers.get("cookie") === null : fetchSite === "same-origin";
}
