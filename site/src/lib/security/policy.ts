/** What a page may use beside what every page may: one page speaks with the voice provider, one draws a recording. */

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

/** A call's page, with the waveform of its recording. */
const CALL = /^\/calls\/[0-9a-f-]{36}$/;

/** The one style sheet that wavesurfer.js writes, at the height of `lib/browser/waveform.ts`; a test holds it to the library. */
const WAVEFORM: Record<string, string> = {
  "style-src": "'sha256-GDz2FZP0i7VZaDhs1mgc43IRUXU2xajPIjvThHvZvbs='",
};

const WIDER = [
  { page: TALK, more: MEDIA },
  { page: CALL, more: WAVEFORM },
];

/** The value of `Permissions-Policy` for a path. */
export const permissionsOf = (path: string): string =>
  `camera=(), geolocation=(), microphone=(${TALK.test(path) ? "self" : ""}), payment=()`;

/** The content security policy for a path, from the one that every page has. */
export function policyOf(path: string, everywhere: string): string {
  const more = WIDER.find(({ page }) => page.test(path))?.more;
  if (more === undefined) return everywhere;
  const directives = everywhere.split(";").map((directive) => directive.trim());
  const known = directives.filter((directive) => directive !== "");
  const widened = known.map((directive) => {
    const sources = more[directive.split(" ")[0] ?? ""];
    return sources === undefined ? directive : `${directive} ${sources}`;
  });
  const names = new Set(known.map((directive) => directive.split(" ")[0]));
  const added = Object.entries(more).flatMap(([name, sources]) => (names.has(name) ? [] : [`${name} ${sources}`]));
  return [...widened, ...added].join("; ");
}
