/** One event of a stream. Without an id it leaves the listener's place in the stream as it is. */
export type Frame = { id?: number; event: string; data: unknown };

/** An event as server-sent events have it (HTML standard §9.2.6). JSON has no line breaks, so one `data` line is enough. */
export function toFrame({ id, event, data }: Frame): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What a stream begins with: how long a client waits before it comes back. */
export const RETRY = "retry: 2000\n\n";
export const HEARTBEAT = ": heartbeat\n\n";
