import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { VapiBindings } from "@allokoli/shared/vapi/client";

const TIMEOUT_MS = 15_000;
const PASSED_ON = ["content-type", "content-length", "content-range", "accept-ranges"];

/**
 * A call's recording from Vapi, which answers 302 with a signed address (reference §1.2). That address is fetched
 * without our key, and its own redirects are not followed.
 * @throws {Problem} `not_found` when Vapi has none (any more), `vapi_unavailable`
 */
export async function fetchRecording(
  { VAPI_BASE_URL, VAPI_API_KEY }: VapiBindings,
  vapiCallId: string,
  range: string | undefined,
): Promise<Response> {
  const address = new URL(`/call/${encodeURIComponent(vapiCallId)}/mono-recording`, VAPI_BASE_URL);
  const headers = { authorization: `Bearer ${VAPI_API_KEY}`, "user-agent": "allokoli" };
  const answer = await ask(address, headers);
  const location = answer.headers.get("location");
  if (answer.status === 404) throw notFound("recording");
  if (location === null || !URL.canParse(location, address.href)) throw unavailable(answer.status);
  await answer.body?.cancel();

  const target = new URL(location, address.href);
  if (target.protocol !== "https:" && target.origin !== address.origin) throw unavailable(answer.status);
  const recording = await ask(target, range === undefined ? {} : { range });
  if (recording.status === 404) throw notFound("recording");
  if (recording.status !== 200 && recording.status !== 206) throw unavailable(recording.status);
  const known = PASSED_ON.flatMap((name) => [[name, recording.headers.get(name)] as const]);
  const passedOn = known.flatMap(([name, value]) => (value === null ? [] : [[name, value] as [string, string]]));
  return new Response(recording.body, {
    status: recording.status,
    headers: [...passedOn, ["cache-control", "private, no-store"]],
  });
}

async function ask(url: URL, headers: Record<string, string>): Promise<Response> {
  try {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
    // Only until it answers: a long recording may take its time.
    return await fetch(url, { headers, redirect: "manual", signal: timeout.signal }).finally(() => clearTimeout(timer));
  } catch (err) {
    throw new Problem("vapi_unavailable", { cause: err });
  }
}

const unavailable = (status: number) =>
  new Problem("vapi_unavailable", { cause: new Error(`the recording was answered ${status}`) });
