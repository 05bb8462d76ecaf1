import { v7 as uuidv7 } from "uuid";

/** A client's request id, when it is short and plain enough to stand in a log; else a new one. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : uuidv7();
}

/** `00-<trace>-<parent>-<flags>`, neither id all zero (W3C Trace Context §3.2). */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** The trace that a request belongs to, with this hop as the parent of the next. Anything malformed starts a trace. */
export function traceparentOf(given: string | undefined, random: (bytes: number) => string = randomHex): string {
  const match = TRACEPARENT.exec(given ?? "");
  const [traceId, flags] = match === null ? [random(16), "01"] : [match[1], match[2]];
  return `00-${traceId}-${random(8)}-${flags}`;
}

export const isTraceparent = (given: string | undefined) => TRACEPARENT.test(given ?? "");

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
