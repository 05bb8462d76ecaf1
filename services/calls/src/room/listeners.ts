import type { Identity } from "@allokoli/shared/identity/identity";
import { HEARTBEAT, MAX_BEHIND_BYTES, RETRY, SSE_HEADERS } from "../listeners/sse.ts";
import { CROWDED_STATUS, listenerOf, STREAMS_AT_ONCE } from "../listeners/streams.ts";

/**
 * One thread sends some ten thousand frames a second. Events that come faster than it can send them are joined into one
 * frame, so that a listener is late by one pause, instead of by a queue that grows.
 */
const PAUSE_PER_LISTENER_MS = 0.15;

type Stream = Identity & {
  name: string;
  controller: ReadableStreamDefaultController<Uint8Array>;
  expiry: ReturnType<typeof setTimeout>;
};

export type ListenersOptions = {
  heartbeatMs: number;
  membershipCheckMs: number;
  /** Those who may listen no longer. */
  findRemoved<Listener extends Identity>(listeners: Listener[]): Promise<Listener[]>;
  now(): number;
};

const encoder = new TextEncoder();

/**
 * The listeners of one call, as byte streams straight out of its object: the Workers in front pass them on without
 * reading them. One timer serves all, for the heartbeat and for the check that they may still listen.
 */
export class Listeners {
  readonly #options: ListenersOptions;
  readonly #streams = new Set<Stream>();
  #timers: ReturnType<typeof setInterval>[] = [];
  #isChecking = false;
  /** What has not been sent yet, and when it will be. */
  #waiting = "";
  #sending: ReturnType<typeof setTimeout> | undefined;
  #sentAtMs = 0;

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  /**
   * A stream that begins with the frames that `begin` gives. They are asked for after the waiting ones were sent, so that
   * nobody gets one twice.
   */
  open(identity: Identity, begin: () => string): Response {
    const name = listenerOf(identity.claims);
    const theirs = [...this.#streams].filter((stream) => stream.name === name);
    if (theirs.length >= STREAMS_AT_ONCE) return new Response(null, { status: CROWDED_STATUS });
    this.#sendWaiting();
    const beginning = encoder.encode(RETRY + begin());
    let leave = () => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const lifeMs = Math.max(0, identity.claims.exp * 1000 - this.#options.now());
          const stream: Stream = {
            ...identity,
            name,
            controller,
            expiry: setTimeout(() => this.#end(stream), lifeMs),
          };
          leave = () => this.#leave(stream);
          this.#join(stream);
          controller.enqueue(beginning);
        },
        cancel: () => leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MAX_BEHIND_BYTES }),
    );
    return new Response(body, { headers: SSE_HEADERS });
  }

  send(frames: string): void {
    if (frames === "" || this.#streams.size === 0) return;
    this.#waiting += frames;
    const pause = Math.floor(this.#streams.size * PAUSE_PER_LISTENER_MS);
    const rest = this.#sentAtMs + pause - this.#options.now();
    if (rest <= 0) this.#sendWaiting();
    else this.#sending ??= setTimeout(() => this.#sendWaiting(), rest);
  }

  /** Nothing follows. */
  end(): void {
    this.#sendWaiting();
    for (const stream of this.#streams) this.#end(stream);
  }

  #sendWaiting(): void {
    clearTimeout(this.#sending);
    this.#sending = undefined;
    if (this.#waiting === "") return;
    const frames = this.#waiting;
    this.#waiting = "";
    this.#sentAtMs = this.#options.now();
    this.#sendAll(frames);
  }

  /** The same bytes for all. */
  #sendAll(frames: string): void {
    const bytes = encoder.encode(frames);
    for (const stream of this.#streams) {
      stream.controller.enqueue(bytes);
      if ((stream.controller.desiredSize ?? 0) <= 0) this.#end(stream);
    }
  }

  #join(stream: Stream): void {
    this.#streams.add(stream);
    if (this.#timers.length > 0) return;
    const { heartbeatMs, membershipCheckMs } = this.#options;
    this.#timers = [
      setInterval(() => this.#sendAll(HEARTBEAT), heartbeatMs),
      setInterval(() => void this.#check(), membershipCheckMs),
    ];
  }

  /** Each person once, however many streams they have. */
  async #check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    try {
      const people = new Map([...this.#streams].map((stream) => [stream.name, stream]));
      const removed = new Set((await this.#options.findRemoved([...people.values()])).map(({ name }) => name));
      for (const stream of this.#streams) if (removed.has(stream.name)) this.#end(stream);
    } finally {
      this.#isChecking = false;
    }
  }

  /** What was sent until then is still read. */
  #end(stream: Stream): void {
    if (!this.#streams.has(stream)) return;
    this.#leave(stream);
    stream.controller.close();
  }

  #leave(stream: Stream): void {
    this.#streams.delete(stream);
    clearTimeout(stream.expiry);
    if (this.#streams.size > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }
}
