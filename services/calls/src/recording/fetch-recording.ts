import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { VapiAdapter } from "@allokoli/shared/vapi/client";

const TIMEOUT_MS = 15_000;
/** 416: the range begins behind the end of the recording. Its length is in `content-range`. */
const PAST_THE_END = 416;
const PASSED_ON = ["content-type", "content-length", "content-range", "accept-ranges"];

/** @throws what asking Vapi throws, and {Problem} as `fetchRecording` does */
export const askForRecording = async (
  vapi: Pick<VapiAdapter, "recording">,
  env: { VAPI_BASE_URL: string },
  vapiCallId: string,
  range: string | undefined,
) => fetchRecording(await vapi.recording(vapiCallId), env, range);

/**
 * A call's recording by the redirect in Vapi's answer, 302 with a signed address (reference §1.2). That address is
 * fetched without our key, and its own redirects are not followed.
 * @throws {Problem} `not_found` when Vapi does not have it (any more), `vapi_unavailable`
 */
export async function fetchRecording(
  answer: Response,
  { VAPI_BASE_URL }: { VAPI_BASE_URL: string },
  range: string | undefined,
): Promise<Response> {
  const address = new URL(VAPI_BASE_URL);
  const location = answer.headers.get("location");
  if (answer.status === 404) throw gone();
  if (location === null || !URL.canParse(location, address.href)) throw unavailable(answer.status);
  await answer.body?.cancel();

  const target = new URL(location, address.href);
  if (target.protocol !== "https:" && target.origin !== address.origin) throw unavailable(answer.status);
  const recording = await ask(target, range === undefined ? {} : { range });
  if (recording.status === 404) throw gone();
  if (![200, 206, PAST_THE_END].includes(recording.status)) throw unavailable(recording.status);
  const known = PASSED_ON.flatMap((name) => [[name, recording.headers.get(name)] as const]);
  const passedOn = known.flatMap(([name, value]) => (value === null ? [] : [[name, value] as [string, string]]));
  return new Response(recording.status === PAST_THE_END ? null : recording.body, {
    status: recording.status,
    headers: [...passedOn, ["cache-control", "private, no-store"]],
  });
}

async function ask(url: URL, headers: Record<string, string>): Promise<Response> {
  try {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
    // The timeout is for the first answer only: a long recording takes its time.
    return await fetch(url, { headers, redirect: "manual", signal: timeout.signal }).finally(() => clearTimeout(timer));
  } catch (err) {
    throw new Problem("vapi_unavailable", { cause: err });
  }
}

/** Vapi keeps recordings for fourteen days. */
export const gone = () => notFound("recording", "The voice provider no longer has this recording.");

const unavailable = (status: number) =>
  new Problem("vapi_unavailable", { cause: new Error(`the recording was answered ${status}`) });
