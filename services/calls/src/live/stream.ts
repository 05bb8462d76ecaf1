import { ENDED_CLOSE_CODE } from "../room/api.ts";
import { HEARTBEAT, MAX_BEHIND_BYTES, RETRY, SSE_HEADERS } from "../listeners/sse.ts";

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

const encoder = new TextEncoder();

/** How what comes in through a socket is sent on. */
type Form = {
  headers: Record<string, string>;
  /** Undefined for what is not sent on. */
  toChunk(data: unknown): Uint8Array | undefined;
  maxBehindBytes: number;
  /** For a listener who is that far behind: end the stream, or leave out what comes until they have caught up. */
  whenBehind: "end" | "drop";
  beginning?: Uint8Array;
  heartbeat?: Uint8Array;
};

const EVENTS: Form = {
  headers: SSE_HEADERS,
  toChunk: (data) => (typeof data === "string" ? encoder.encode(data) : undefined),
  maxBehindBytes: MAX_BEHIND_BYTES,
  whenBehind: "end",
  beginning: encoder.encode(RETRY),
  heartbeat: encoder.encode(HEARTBEAT),
};

/** Two seconds: sound that is late is worth nothing. */
const MAX_BEHIND_SOUND_BYTES = 128_000;

/** 16-bit little-endian PCM, 16 kHz, two channels, as the voice provider sends it. */
const SOUND_TYPE = "audio/pcm";
const SOUND: Form = {
  headers: { ...SSE_HEADERS, "content-type": `${SOUND_TYPE};rate=16000;channels=2` },
  toChunk: (data) => (data instanceof ArrayBuffer ? new Uint8Array(data) : undefined),
  maxBehindBytes: MAX_BEHIND_SOUND_BYTES,
  whenBehind: "drop",
};

/** The frames that come in through a WebSocket of ours, as server-sent events, until it closes or the listener leaves. */
export const streamFrom = (socket: FrameSocket, options: StreamOptions) => relay(socket, options, EVENTS);

/** The sound that comes in through a WebSocket of ours, likewise. A slow listener misses some of it. */
export const soundFrom = (socket: FrameSocket, options: StreamOptions) => relay(socket, options, SOUND);

function relay(socket: FrameSocket, options: StreamOptions, form: Form): Response {
  let end = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOpen = true;
        const isBehind = () => (controller.desiredSize ?? 0) <= 0;
        const send = (chunk: Uint8Array | undefined) => {
          if (!isOpen || chunk === undefined || (form.whenBehind === "drop" && isBehind())) return;
          controller.enqueue(chunk);
          if (form.whenBehind === "end" && isBehind()) end();
        };
        const heartbeat =
          form.heartbeat === undefined ? undefined : setInterval(() => send(form.heartbeat), options.heartbeatMs);
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
        send(form.beginning);
        socket.addEventListener("message", ({ data }) => send(form.toChunk(data)));
        socket.addEventListener("close", () => end());
        socket.addEventListener("error", () => end());
        socket.accept();
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: form.maxBehindBytes }),
  );
  return new Response(body, { headers: form.headers });
}

function closeQuietly(socket: FrameSocket): void {
  try {
    socket.close(ENDED_CLOSE_CODE, "done");
  } catch {
    // It was closed from the other side.
  }
}
