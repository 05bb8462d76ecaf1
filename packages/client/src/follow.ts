import { headersOf, type Connection } from "./client.ts";
import { readEventStream } from "./event-stream.ts";
import { ApiError, problemOf } from "./problem.ts";

/** The calls that are live, or one of them. */
export type StreamPath = "/v1/calls/live" | `/v1/calls/${string}/listen`;

export type StreamedEvent = {
  /** Undefined for what is not stored, such as a transcript that is not final. */
  id: string | undefined;
  type: string;
  data: Record<string, unknown>;
};

export type FollowOptions = {
  /** Begin after this event. */
  lastEventId?: string;
  /** Ends it, without an error. */
  signal?: AbortSignal;
  /** The pause before the first attempt to connect again; it doubles up to half a minute. */
  pauseMs?: number;
};

const LONGEST_PAUSE_MS = 30_000;
/** The API sends a comment every 25 s: a connection that is silent for longer than two of them is dead. */
const SILENCE_MS = 60_000;

/**
 * The events of a stream, each numbered one once, whatever becomes of the connection: it is opened again after the last
 * event. Ends where the stream does: after `call.report` of a call. `reset` says that a part is missing: ask for the call.
 * @throws {ApiError} when the API refuses, such as `unauthorized`, `not_found` or `insufficient_scope`
 */
export async function* follow(
  connection: Connection,
  path: StreamPath,
  { lastEventId, signal, pauseMs = 1_000 }: FollowOptions = {},
): AsyncGenerator<StreamedEvent, void> {
  let after = lastEventId;
  let failures = 0;
  while (signal?.aborted !== true) {
    let retryAfterMs = 0;
    try {
      const opened = await open(connection, path, after, signal);
      if (opened === undefined) return;
      for await (const { id, event = "message", data } of readEventStream(opened)) {
        failures = 0;
        after = id ?? after;
        // Every event of these streams is an object.
        yield { id, type: event, data: JSON.parse(data) as StreamedEvent["data"] };
      }
    } catch (err) {
      if (err instanceof ApiError && !isPassing(err)) throw err;
      if (err instanceof Passing) retryAfterMs = err.retryAfterMs;
    }
    await pause(Math.max(retryAfterMs, Math.min(pauseMs * 2 ** failures++, LONGEST_PAUSE_MS)), signal);
  }
}

/** A refusal that ends by itself. */
class Passing extends ApiError {
  retryAfterMs = 0;
}
const isPassing = (err: ApiError) => err instanceof Passing;

/** The body of the stream; undefined when nothing comes after the last event any more. */
async function open(connection: Connection, path: StreamPath, after: string | undefined, signal?: AbortSignal) {
  const silence = new AbortController();
  const response = await fetch(new URL(path, connection.baseUrl), {
    headers: {
      ...headersOf(connection),
      accept: "text/event-stream",
      ...(after !== undefined && { "last-event-id": after }),
    },
    signal: signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]),
  });
  if (response.status === 204) return undefined;
  if (response.ok && response.body !== null) return watched(response.body, () => silence.abort());
  const problem = await problemOf(response);
  if (response.status < 500 && response.status !== 429) throw new ApiError(problem);
  const passing = new Passing(problem);
  passing.retryAfterMs = Number(response.headers.get("retry-after") ?? 0) * 1000;
  throw passing;
}

/** The same bytes; `onSilence` when none came for too long. */
function watched(body: ReadableStream<Uint8Array>, onSilence: () => void): ReadableStream<Uint8Array> {
  let timer = setTimeout(onSilence, SILENCE_MS);
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        clearTimeout(timer);
        timer = setTimeout(onSilence, SILENCE_MS);
        controller.enqueue(chunk);
      },
      flush: () => clearTimeout(timer),
    }),
  );
}

const pause = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
    if (signal?.aborted === true) done();
  });
