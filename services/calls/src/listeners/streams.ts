import type { Claims } from "@allokoli/shared/identity/identity";
import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";

/** The same on every plan: an object that holds sockets does not know the plan. */
export const STREAMS_AT_ONCE = PLAN_LIMITS.starter.streams;

/** The status for a listener who has the maximum number of streams of one object. */
export const CROWDED_STATUS = 429;

/** The listener, a person or an API key, as a tag of their sockets. */
export const listenerOf = ({ role, sub }: Pick<Claims, "role" | "sub">) => `${role} ${sub}`;

/** The address with which an object is asked for a stream; only the query matters. A call's room gets the identity apart. */
export const streamAddress = (after: string | null, listener?: string) =>
  `https://listen/?${new URLSearchParams({ ...(listener !== undefined && { listener }), ...(after !== null && { after }) }).toString()}`;

/** The address with which a call's room is asked for the sound. */
export const SOUND_HOST = "sound";
export const soundAddress = (listener: string) =>
  `https://${SOUND_HOST}/?${new URLSearchParams({ listener }).toString()}`;

type Sockets = {
  getWebSockets(tag: string): { readyState: number }[];
  acceptWebSocket(socket: WebSocket, tags: string[]): void;
};

/**
 * Accept a socket under its listener's tag, unless the listener has the maximum already. Sockets that are closing do
 * not count.
 */
export function acceptListener(sockets: Sockets, request: { url: string }, server: WebSocket): boolean {
  // During a deployment a Worker of the previous release may ask: it sends no listener.
  const listener = new URL(request.url).searchParams.get("listener") ?? "unknown";
  const open = sockets.getWebSockets(listener).filter(({ readyState }) => readyState === OPEN);
  if (open.length >= STREAMS_AT_ONCE) return false;
  sockets.acceptWebSocket(server, [listener]);
  return true;
}

/** WebSocket.OPEN, which Node's tests may not have. */
const OPEN = 1;
