import { env, waitUntil } from "cloudflare:workers";
import type { Health } from "./api/types.ts";
import { GATEWAY_URL } from "./api/server.ts";

/** The shortest time between two requests of an isolate to the gateway, however many pages are shown. */
const REMEMBERED_MS = 10_000;
/** The first page of an isolate waits this long for the answer; all others use the remembered one. */
const FIRST_WAIT_MS = 300;
/** The time limit of a request to the gateway. */
const ANSWER_MS = 5_000;

let seen: { since: string | undefined } | undefined;
let askedAt = Number.NEGATIVE_INFINITY;

/** Since when the voice provider does not answer (ISO date); undefined when it does. No page waits for the provider. */
export async function voiceDownSince(): Promise<string | undefined> {
  if (Date.now() - askedAt >= REMEMBERED_MS) {
    askedAt = Date.now();
    const asking = ask();
    waitUntil(asking);
    if (seen === undefined) {
      await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS))]);
    }
  }
  return seen?.since;
}

async function ask(): Promise<void> {
  try {
    const answer = await env.GATEWAY.fetch(
      new Request(`${GATEWAY_URL}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) }),
    );
    const body: unknown = await answer.json();
    seen = { since: sinceIn(body) };
  } catch (err) {
    console.error(
      JSON.stringify({ level: "error", message: "gateway unreachable", path: "/healthz", error: String(err) }),
    );
  }
}

/** The answer of a gateway of another release may not have the field. */
function sinceIn(body: unknown): string | undefined {
  // The gateway's own contract; each field is checked before it is used.
  const { voice } = (body ?? {}) as Partial<Health>;
  return voice?.state === "down" && voice.since !== null ? voice.since : undefined;
}
