import type { ControlMessage } from "@allokoli/shared/vapi/client";
import type { IngestOutcome } from "@allokoli/shared/rpc/calls";
import type { TranslatedMessage } from "./events/translate.ts";
import type { CallRef, DialAnswer, FeedEntry, Intent, LinkedCall } from "./state/call.ts";

export type ControlAnswer =
  | { outcome: "done" | "not_live" | "unavailable" }
  /** It is not known yet whether the call was placed. */
  | { outcome: "unconfirmed"; retryAfterSeconds: number }
  /** Vapi has not answered since then, so it was not asked. */
  | { outcome: "not_asked"; since: string; retryAfterSeconds: number }
  | { outcome: "refused"; reasons: string[] };

/** A person's wish to take the call. `by` is the name that listeners see. */
export type TransferWish = { number: string; message?: string | undefined; by: string | null };

export type TransferAnswer =
  | ControlAnswer
  /** Somebody takes it already. */
  | { outcome: "transferring"; retryAfterSeconds: number }
  /** The number is one of the call's two ends. */
  | { outcome: "in_this_call" };

/** `known`: its room existed before. */
export type AdoptOutcome = "known" | "ours" | "foreign" | "absent";

/** The RPC methods of a call's room. Outcomes are values: errors lose their class over RPC. */
export type CallRoomApi = {
  /** Store the intent, before the row is committed. Nothing is sent. */
  prepare(intent: Intent): Promise<void>;
  /** Dial, unless that was done before; then answer with its outcome. */
  dial(intent: Intent): Promise<DialAnswer>;
  /** What happens to a refused call: it is removed, or it stays in the history as failed. */
  settleRefusal(call: CallRef, fate: "remove" | "keep"): Promise<void>;
  /**
   * Take a translated message. Resolves when it is stored and sent. An unknown call is adopted once Vapi says that it
   * is this organization's: `absent` while Vapi does not know it. Rejects when Vapi cannot be asked.
   */
  ingest(call: CallRef & { own: boolean }, told: TranslatedMessage): Promise<IngestOutcome>;
  /**
   * Open the room for a call at Vapi of which no message came, if it is unknown here and this organization's, and ask
   * Vapi for its state. Rejects when Vapi cannot be asked.
   */
  adopt(call: CallRef & { vapiCallId: string }): Promise<AdoptOutcome>;
  /** Make the room continue with its call: its alarm may be gone, or its stored state may be lost. */
  wake(call: CallRef): Promise<void>;
  control(call: CallRef, command: ControlMessage): Promise<ControlAnswer>;
  /** Pass the call in progress on to a number. Of several requests at once, one does. */
  transfer(call: CallRef, wish: TransferWish): Promise<TransferAnswer>;
  end(call: CallRef): Promise<ControlAnswer>;
  /**
   * The row is about to be hidden. If it is not known yet whether the call was placed, the row stays: the call could
   * not be deleted at Vapi, and would ring. Then it resolves to the seconds after which more may be known.
   */
  prepareRemoval(call: LinkedCall): Promise<number | undefined>;
  /** The row is hidden: delete the call at Vapi, then the row. */
  remove(call: CallRef): Promise<void>;
  /** The name that Vapi shows; best effort. */
  rename(call: LinkedCall, name: string): Promise<void>;
  /** A stream of the events after `?after=`, or a WebSocket with the sound; 404 when the room has nothing of this call (any more). */
  fetch(url: string, init: RequestInit): Promise<Response>;
};

export type OrgFeedApi = {
  /** Number and send the entries that are not known yet. A repeat is harmless. */
  publish(entries: FeedEntry[]): Promise<void>;
  /** Delete what is kept of a call. */
  forget(callId: string): Promise<void>;
  /** The ids of the live calls with somebody who has that number: known here before Postgres has them. */
  callsWith(number: string): Promise<string[]>;
  fetch(url: string, init: RequestInit): Promise<Response>;
};

export type CallWatchApi = {
  /** From then on it wakes by itself. */
  arm(): Promise<void>;
  /** Have it look now: many calls were hidden. */
  hurry(): Promise<void>;
};

export type RecordingKeeperApi = {
  /** There is work. Resolves once an alarm is stored. */
  arm(orgId: string, when: "soon" | "now"): Promise<void>;
};

/** We close a WebSocket with this code after the last event. */
export const ENDED_CLOSE_CODE = 4000;
