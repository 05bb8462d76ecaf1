import { answerClose } from "../listeners/sockets.ts";
import { CROWDED_STATUS } from "../listeners/streams.ts";
import { asPayload, nameAt } from "../vapi/payload.ts";
import { ENDED_CLOSE_CODE } from "./api.ts";
import { toListenAddress } from "./dial/control-url.ts";
import { isBeingRemoved } from "./state/doc.ts";
import type { Room } from "./state/room.ts";

/** Each listener costs the call's object 64 kB/s. */
export const LISTENERS_AT_ONCE = 10;
const LISTENERS_OF_ONE = 2;
/** A sample of both channels: a part of one would turn what follows into noise. */
const SAMPLE_BYTES = 4;
/** A second. Vapi sends some twenty milliseconds at a time. */
const MAX_FRAME_BYTES = 64_000;

/** The status where Vapi gives no sound of a call that goes on. */
export const SILENT_STATUS = 502;

/** Whether one more listener is let in. */
export const mayJoin = (present: string[], listener: string) =>
  present.length < LISTENERS_AT_ONCE && present.filter((other) => other === listener).length < LISTENERS_OF_ONE;

/** What is passed on of a message of Vapi's: its texts are not, for the events have them. */
export const isSound = (data: unknown): data is ArrayBuffer =>
  data instanceof ArrayBuffer &&
  data.byteLength > 0 &&
  data.byteLength <= MAX_FRAME_BYTES &&
  data.byteLength % SAMPLE_BYTES === 0;

/**
 * The sound of a live call: one connection to Vapi however many listen, from the first listener to the last. Nothing of
 * it is stored. The address is asked for each time and kept nowhere, because whoever has it hears the call.
 */
export class Sound {
  readonly #room: Pick<Room, "vapi" | "env" | "doc" | "log">;
  readonly #listeners = new Map<WebSocket, string>();
  #source: WebSocket | undefined;
  #opening: Promise<WebSocket | undefined> | undefined;

  constructor(room: Pick<Room, "vapi" | "env" | "doc" | "log">) {
    this.#room = room;
  }

  /** A WebSocket with the sound from now on. These are not hibernatable: the connection to Vapi keeps the object awake. */
  async listen(listener: string): Promise<Response> {
    if (!this.#isGoingOn()) return new Response(null, { status: 404 });
    if (!mayJoin([...this.#listeners.values()], listener)) return new Response(null, { status: CROWDED_STATUS });
    const { 0: client, 1: server } = new WebSocketPair();
    // Counted while the connection to Vapi is opened, too.
    this.#listeners.set(server, listener);
    server.accept();
    server.addEventListener("close", ({ code }) => {
      answerClose(server, code);
      this.#leave(server);
    });
    server.addEventListener("error", () => this.#leave(server));
    if (await this.#hasSource()) return new Response(null, { status: 101, webSocket: client });
    this.#leave(server);
    return new Response(null, { status: this.#isGoingOn() ? SILENT_STATUS : 404 });
  }

  /** The call is over. */
  end(): void {
    for (const listener of this.#listeners.keys()) closeOpen(listener, ENDED_CLOSE_CODE);
    this.#listeners.clear();
    this.#hangUp();
  }

  #isGoingOn(): boolean {
    const doc = this.#room.doc();
    return doc !== undefined && !isBeingRemoved(doc) && doc.atVapi !== null && doc.progress.status === "in-progress";
  }

  async #hasSource(): Promise<boolean> {
    if (this.#source !== undefined) return true;
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    return (await this.#opening) !== undefined;
  }

  async #open(): Promise<WebSocket | undefined> {
    const { vapi, env, log, doc } = this.#room;
    const callId = doc()?.atVapi?.callId;
    if (callId === undefined) return undefined;
    try {
      const call = await vapi.findCall(callId);
      const url = call === undefined ? undefined : nameAt(asPayload(call), "monitor", "listenUrl");
      const address = url === undefined ? undefined : toListenAddress(url, env.VAPI_BASE_URL);
      if (address === undefined) {
        if (url !== undefined) log.warn("listen URL is not Vapi's");
        return undefined;
      }
      const source = await vapi.listen(address);
      source.binaryType = "arraybuffer";
      source.accept();
      source.addEventListener("message", ({ data }) => this.#pass(data));
      source.addEventListener("close", () => this.#lost(source));
      source.addEventListener("error", () => this.#lost(source));
      this.#source = source;
      // The call may have ended meanwhile, and all listeners may have left.
      if (this.#listeners.size === 0 || !this.#isGoingOn()) this.end();
      return this.#source;
    } catch (err) {
      log.warn("no sound of a call", { error: err instanceof Error ? err.name : typeof err });
      return undefined;
    }
  }

  #pass(data: unknown): void {
    if (!isSound(data)) return;
    for (const listener of this.#listeners.keys()) if (listener.readyState === WebSocket.OPEN) listener.send(data);
  }

  #lost(source: WebSocket): void {
    if (this.#source !== source) return;
    this.#source = undefined;
    closeOpen(source, 1000);
    this.end();
  }

  #leave(listener: WebSocket): void {
    this.#listeners.delete(listener);
    closeOpen(listener, ENDED_CLOSE_CODE);
    if (this.#listeners.size === 0) this.#hangUp();
  }

  #hangUp(): void {
    const source = this.#source;
    this.#source = undefined;
    if (source !== undefined) closeOpen(source, 1000);
  }
}

/** Closing twice throws. */
function closeOpen(socket: WebSocket, code: number): void {
  if (socket.readyState === WebSocket.OPEN) socket.close(code);
}
