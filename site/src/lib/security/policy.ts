/** What a page may use beside what every page may: one page speaks with the voice provider, and no other does. */

/** Where somebody speaks with an assistant by microphone. */
const TALK = /^\/assistants\/[^/]+\/talk$/;

/**
 * The voice provider's media, which are Daily's: docs.daily.co, "Content Security Policy", for a call object with `avoidEval`.
 * Their part for calls comes from their own host, and works in workers and worklets that it makes itself.
 */
const MEDIA: Record<string, string> = {
  "script-src": "https://c.daily.co blob:",
  "worker-src": "'self' blob:",
  "connect-src": "https://*.daily.co wss://*.daily.co https://*.pluot.blue wss://*.pluot.blue",
  "media-src": "blob:",
};

/** The value of `Permissions-Policy` for a path. */
export const permissionsOf = (path: string): string =>
  `camera=(), geolocation=(), microphone=(${TALK.test(path) ? "self" : ""}), payment=()`;

/** The content security policy for a path, from the one that every page has. */
export function policyOf(path: string, everywhere: string): string {
  if (!TALK.test(path)) return everywhere;
  const directives = everywhere.split(";").map((directive) => directive.trim());
  const known = directives.filter((directive) => directive !== "");
  const widened = known.map((directive) => {
    const more = MEDIA[directive.split(" ")[0] ?? ""];
    return more === undefined ? directive : `${directive} ${more}`;
  });
  const names = new Set(known.map((directive) => directive.split(" ")[0]));
  const added = Object.entries(MEDIA).flatMap(([name, sources]) => (names.has(name) ? [] : [`${name} ${sources}`]));
  return [...widened, ...added].join("; ");
}
