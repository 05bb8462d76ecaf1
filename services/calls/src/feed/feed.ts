import type { FeedEntry, LiveCall } from "../room/state/call.ts";

/** How many events a feed keeps for clients that reconnect. */
export const KEPT_EVENTS = 1_000;

/** The key of an entry, the same however often it comes. */
export const keyOf = ({ callId, seq }: FeedEntry) => `${beginningOf(callId)}${seq}`;
/** What the keys of all of a call's entries begin with. */
export const beginningOf = (callId: string) => `${callId}/`;

/** What a listener of the organization gets: the call's event, and with a status the call as a list shows it. */
export const dataOf = ({ callId, seq, at, body, call }: FeedEntry) => ({
  callId,
  seq,
  at,
  ...body,
  ...(body["type"] === "call.status" && { call }),
});

/** Whether the call belongs in the list of live calls. */
export const isLive = (call: LiveCall) => call.status !== "ended" && call.status !== "scheduled";
