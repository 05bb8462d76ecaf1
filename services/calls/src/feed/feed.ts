import type { FeedEntry, LiveCall } from "../room/api.ts";

/** How many events a feed keeps for those who come back. */
export const KEPT_EVENTS = 1_000;

/** What the entry is known by, however often it comes. */
export const keyOf = ({ callId, seq }: FeedEntry) => `${callId}/${seq}`;

/** What a listener of the organization gets: the call's event, and with a status what is needed to show the call. */
export const dataOf = ({ callId, seq, at, body, call }: FeedEntry) => ({
  callId,
  seq,
  at,
  ...body,
  ...(body["type"] === "call.status" && { call }),
});

/** Whether the call belongs into the list of those that go on. */
export const isLive = (call: LiveCall) => call.status !== "ended" && call.status !== "scheduled";
