import type Vapi from "@vapi-ai/web";

/** A conversation by microphone that has begun. */
export interface Conversation {
  mute(isMuted: boolean): void;
}

export interface Handlers {
  /** How loud the assistant is, 0 to 1. */
  onLevel(level: number): void;
  onEnd(): void;
  /** Aborted, it leaves the room, or gives up joining it. */
  signal: AbortSignal;
}

/** The provider's room is joined within this time, or not at all. */
const JOIN_MS = 20_000;

/** Asks for the microphone. False when the person or the browser refuses it, or there is none. */
export async function mayUseMicrophone(): Promise<boolean> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return true;
  } catch {
    return false;
  }
}

/** Whether an error of the provider's client is the room's: then nobody is in it any more. */
const isOfTheRoom = (error: unknown) =>
  typeof error === "object" && error !== null && "type" in error && error.type === "daily-error";

/**
 * Joins the room of a call that our API has made. The provider's script is loaded here, on the click, and nowhere else.
 * @throws when the room cannot be joined in time, or nobody wants to any more; the room is left then
 */
export async function join(
  call: { id: string; url: string },
  { onLevel, onEnd, signal }: Handlers,
): Promise<Conversation> {
  const { default: loaded } = await import("@vapi-ai/web");
  signal.throwIfAborted();
  // A module of CommonJS: bundlers differ in how its default is found.
  const Client = ("default" in loaded ? loaded.default : loaded) as typeof Vapi;
  // No key of the provider's: the room's address is enough to join it.
  const client = new Client("", undefined, { avoidEval: true });
  let hasJoined = false;
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  const tooLate = setTimeout(() => fail(new Error("The room was not joined in time.")), JOIN_MS);
  client.on("volume-level", onLevel);
  // Not awaited: after a script that did not come it never ends.
  const leave = () => void client.stop().catch(() => undefined);
  client.on("error", (problem: unknown) => {
    // Of other errors, such as a filter for noise that did not start, the call goes on.
    if (!isOfTheRoom(problem)) return;
    if (!hasJoined) return fail(problem);
    leave();
    onEnd();
  });
  signal.addEventListener("abort", () => (hasJoined ? leave() : fail(signal.reason)));
  client.on("call-end", () => (hasJoined ? onEnd() : fail(new Error("The room is closed."))));
  try {
    await Promise.race([client.reconnect({ webCallUrl: call.url, id: call.id }), failed]);
    hasJoined = true;
  } catch (error) {
    leave();
    throw error;
  } finally {
    clearTimeout(tooLate);
  }
  return { mute: (isMuted) => client.setMuted(isMuted) };
}
