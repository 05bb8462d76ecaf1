/** One event of a stream. Without an id it does not move the listener's place in the stream. */
export type Frame = { id?: number; event: string; data: unknown };

/** A server-sent event (HTML standard §9.2.6). JSON has no line breaks, so one `data` line is enough. */
export function toFrame({ id, event, data }: Frame): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The start of a stream: how long a client waits before it reconnects. */
export const RETRY = "retry: 2000\n\n";
export const HEARTBEAT = ": heartbeat\n\n";

/** How far a listener may fall behind. Beyond it the stream ends, and the client reconnects for the rest. */
export const MAX_BEHIND_BYTES = 1024 * 1024;

export const SSE_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

const encoder = new TextEncoder();

/** A response of complete frames, which ends with the last. */
export const streamOf = (frames: string[]) =>
  new Response(encoder.encode(RETRY + frames.join("")), { headers: SSE_HEADERS });
