import type { CalleeKind } from "@allokoli/shared/db/callees";
import type { ControlMessage } from "@allokoli/shared/vapi/client";
import type { CallStatus } from "@allokoli/shared/events/call-event";
import type { Sighting } from "./translate.ts";

/** Who speaks for the organization; `vapiId` is an assistant's there, or a squad's: a workflow is one. */
export type Callee = { kind: CalleeKind; id: string; name: string; vapiId: string };

/** What is to be dialled, as the room keeps it from before the row is committed until the call is over. */
export type Intent = {
  orgId: string;
  callId: string;
  callee: Callee;
  phoneNumberId: string | null;
  customer: { number: string; name: string | null };
  name: string | null;
  variables: Record<string, string>;
  schedule: { earliestAt: string; latestAt: string | null } | null;
};

export type DialAnswer =
  | { outcome: "made"; vapiCallId: string; status: CallStatus }
  /** It may have been dialled: the room finds out. */
  | { outcome: "pending" }
  | { outcome: "refused"; reasons: string[] }
  /** Vapi answered without taking the call on: our key, our balance, their pace. */
  | { outcome: "unavailable" }
  | { outcome: "failed"; error: string };

export type ControlAnswer =
  | { outcome: "done" | "not_live" | "unconfirmed" | "unavailable" }
  | { outcome: "refused"; reasons: string[] };

export type CallRef = { orgId: string; callId: string };

/** What a call's room does for the Worker in front of it. Outcomes are values: errors lose their class over RPC. */
export type CallRoomApi = {
  /** Keep the intent, before the row is committed. Nothing is sent. */
  prepare(intent: Intent): Promise<void>;
  /** Dial, unless that has been done; then the answer says what came of it. */
  dial(intent: Intent): Promise<DialAnswer>;
  /** What becomes of a call that was refused: nothing is left of it, or it stays in the history as failed. */
  settleRefusal(call: CallRef, fate: "remove" | "keep"): Promise<void>;
  /** Take what a message says, already in our own words. Resolves when it is stored and sent. */
  ingest(call: CallRef & { own: boolean }, sighting: Sighting): Promise<"stored" | "repeated" | "ignored">;
  control(call: CallRef, command: ControlMessage): Promise<ControlAnswer>;
  end(call: CallRef): Promise<ControlAnswer>;
  /** The row is about to be hidden. */
  prepareRemoval(call: CallRef & { vapiCallId: string | null }): Promise<void>;
  /** The row is hidden: let go of the call at Vapi, then of the row. */
  remove(call: CallRef): Promise<void>;
  /** The name that Vapi shows; kept in step as well as can be. */
  rename(call: CallRef & { vapiCallId: string | null }, name: string): Promise<void>;
  /** A WebSocket that gives the events after `?after=`; 404 when the room has nothing of this call (any more). */
  fetch(url: string, init: RequestInit): Promise<Response>;
};

/** What another object or the Worker sends to an organization's feed. */
export type FeedEntry = {
  callId: string;
  seq: number;
  at: string;
  body: Record<string, unknown>;
  /** Enough to show the call in a list. */
  call: LiveCall;
};
export type LiveCall = {
  id: string;
  status: CallStatus;
  direction: "inbound" | "outbound" | "web";
  assistant: { id: string | null; name: string | null };
  customer: { number: string | null; name: string | null };
  phoneNumber: { id: string | null; number: string | null };
  startedAt: string | null;
  createdAt: string;
};
export type OrgFeedApi = {
  /** Number and pass on what is not known yet. A repeat is harmless. */
  publish(entries: FeedEntry[]): Promise<void>;
  fetch(url: string, init: RequestInit): Promise<Response>;
};

/** A WebSocket of ours is closed with this when all has been said. */
export const ENDED_CLOSE_CODE = 4000;
