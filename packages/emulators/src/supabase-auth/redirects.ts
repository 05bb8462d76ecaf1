import { isIP } from "node:net";

export type RedirectRules = { siteUrl: string; allowList: readonly string[] };

const REGULAR_HOSTNAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
const RAW_HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i;
const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** GoTrue's rule for where a link may lead: the site itself, a loopback address, or what the allow list names. */
export function isRedirectAllowed(target: string, rules: RedirectRules): boolean {
  // Control characters, spaces and backslashes are read by browsers in other ways than by parsers.
  if (target === "" || /[\p{Cc}\s\\]/u.test(target)) return false;
  const site = new URL(rules.siteUrl);
  if (URL.canParse(target)) {
    const url = new URL(target);
    if (
      url.hostname === site.hostname &&
      url.protocol === site.protocol &&
      (url.port === site.port || LOOPBACK_NAMES.has(url.hostname))
    ) {
      return true;
    }
    // The parser turns http://2130706433 into http://127.0.0.1, so the host is judged as it was written.
    const host = RAW_HOST.exec(target)?.[1] ?? "";
    if (/^[0-9]+$/.test(host)) return false;
    const address = host.replace(/^\[|\]$/g, "");
    if (isIP(address) !== 0) return address.startsWith("127.") || address === "::1";
    if (/^https?:/i.test(target) && !REGULAR_HOSTNAME.test(host)) return false;
  } else if (/^https?:/i.test(target)) {
    return false;
  }
  const withoutFragment = target.split("#", 1)[0] ?? "";
  return rules.allowList.some((pattern) => globToRegExp(pattern).test(withoutFragment));
}

/**
 * The glob dialect of Supabase's redirect URLs: `*` and `?` stop at `.` and `/`, `**` does not; `[a-z]`, `[!a]`,
 * `{a,b}` and a backslash before a literal character work as in a shell.
 */
export function globToRegExp(pattern: string): RegExp {
  let source = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    const set = char === "[" ? /^\[(!?)((?:\\.|[^\]\\])+)\]/.exec(pattern.slice(at)) : null;
    if (char === "\\" && at + 1 < pattern.length) {
      at += 1;
      source += literal(pattern.charAt(at));
    } else if (char === "*") {
      const start = at;
      while (pattern.charAt(at + 1) === "*") at += 1;
      source += at > start ? ".*" : "[^./]*";
    } else if (char === "?") {
      source += "[^./]";
    } else if (set) {
      source += `[${set[1] === "!" ? "^" : ""}${(set[2] ?? "").replace(/[\^[]/g, "\\$&")}]`;
      at += set[0].length - 1;
    } else if (char === "{") {
      depth += 1;
      source += "(?:";
    } else if (char === "}" && depth > 0) {
      depth -= 1;
      source += ")";
    } else if (char === "," && depth > 0) {
      source += "|";
    } else {
      source += literal(char);
    }
  }
  return new RegExp(`^${source}${")".repeat(depth)}$`, "s");
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
}

export function withFragment(target: string, params: Record<string, string>): string {
  return `${target.split("#", 1)[0]}#${encode(new URLSearchParams(params))}`;
}

export function withQuery(target: string, params: Record<string, string>): string {
  const [beforeFragment = "", fragment] = target.split("#", 2);
  const [path = "", query = ""] = beforeFragment.split("?", 2);
  const merged = new URLSearchParams(query);
  for (const [name, value] of Object.entries(params)) merged.set(name, value);
  return `${path}?${encode(merged)}${fragment === undefined ? "" : `#${fragment}`}`;
}

function encode(params: URLSearchParams): string {
  params.sort();
  return params.toString();
}
