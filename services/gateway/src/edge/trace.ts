import { toHex } from "@allokoli/shared/crypto/hmac";
import { v7 as uuidv7 } from "uuid";

/** The client's request id if it is short and plain enough for a log; else a new one. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : uuidv7();
}

/** `00-<trace>-<parent>-<flags>`, neither id all zero (W3C Trace Context §3.2). */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** The trace of a request, with this hop as the next one's parent. A malformed header starts a new trace. */
export function traceparentOf(given: string | undefined, random = randomHex): string {
  const match = TRACEPARENT.exec(given ?? "");
  const [traceId, flags] = match === null ? [random(16), "01"] : [match[1], match[2]];
  return `00-${traceId}-${random(8)}-${flags}`;
}

export const isTraceparent = (given: string | undefined) => TRACEPARENT.test(given ?? "");

const randomHex = (bytes: number) => toHex(crypto.getRandomValues(new Uint8Array(bytes)));
