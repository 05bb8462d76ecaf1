import { ENDED_CLOSE_CODE } from "../room/api.ts";
import { HEARTBEAT, RETRY } from "../listeners/sse.ts";

/** How far a listener may fall behind. Beyond it the stream ends, and the client reconnects for the rest. */
const MAX_BEHIND_BYTES = 1024 * 1024;

/** The part of a Worker's end of a WebSocket that is used. */
export type FrameSocket = {
  accept(): void;
  close(code: number, reason: string): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close" | "error", listener: () => void): void;
};

export type StreamOptions = {
  heartbeatMs: number;
  membershipCheckMs: number;
  /** When the token runs out, in epoch milliseconds. */
  expiresAtMs: number;
  /** False when the listener has been removed. A failed check does not end the stream. */
  mayStillListen(): Promise<boolean>;
  now(): number;
};

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};
const encoder = new TextEncoder();

/** A response of complete frames, which ends with the last. */
export const streamOf = (frames: string[]) =>
  new Response(encoder.encode(RETRY + frames.join("")), { headers: HEADERS });

/** The frames that come in through a WebSocket of ours, as server-sent events, until it closes or the listener leaves. */
export function streamFrom(socket: FrameSocket, options: StreamOptions): Response {
  let end = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOpen = true;
        const send = (text: string) => {
          if (!isOpen) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) <= 0) end();
        };
        const heartbeat = setInterval(() => send(HEARTBEAT), options.heartbeatMs);
        const check = setInterval(
          () => void options.mayStillListen().then((may) => may || end()),
          options.membershipCheckMs,
        );
        const expiry = setTimeout(() => end(), Math.max(0, options.expiresAtMs - options.now()));
        end = () => {
          if (!isOpen) return;
          isOpen = false;
          clearInterval(heartbeat);
          clearInterval(check);
          clearTimeout(expiry);
          closeQuietly(socket);
          try {
            controller.close();
          } catch {
            // The listener has left: the stream is closed already.
          }
        };
        send(RETRY);
        socket.addEventListener("message", ({ data }) => void (typeof data === "string" && send(data)));
        socket.addEventListener("close", () => end());
        socket.addEventListener("error", () => end());
        socket.accept();
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_BEHIND_BYTES }),
  );
  return new Response(body, { headers: HEADERS });
}

function closeQuietly(socket: FrameSocket): void {
  try {
    socket.close(ENDED_CLOSE_CODE, "done");
  } catch {
    // It was closed from the other side.
  }
}
