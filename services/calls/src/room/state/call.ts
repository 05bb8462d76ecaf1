import type { CalleeKind } from "@allokoli/shared/db/callees";
import type { CallStatus } from "@allokoli/shared/events/call-event";

export type CallRef = { orgId: string; callId: string };
/** A call from its row, with Vapi's id and whether that was checked. */
export type LinkedCall = CallRef & { vapiCallId: string | null; isChecked: boolean };

/** The one who speaks for the organization; `vapiId` is an assistant's or a squad's id: a workflow is a squad there. */
export type Callee = { kind: CalleeKind; id: string; name: string; vapiId: string };

/** What to dial. The room keeps it from before the row is committed until the call is over. */
export type Intent = {
  orgId: string;
  callId: string;
  callee: Callee;
  phoneNumberId: string | null;
  customer: { number: string; name: string | null };
  name: string | null;
  variables: Record<string, string>;
  schedule: { earliestAt: string; latestAt: string | null } | null;
  /** The longest duration, where the callee has no limit that is enough. Intents of earlier releases have none. */
  maxDurationSeconds?: number;
};

export type DialAnswer =
  | { outcome: "made"; vapiCallId: string; status: CallStatus }
  /** It may have been dialled: the room finds out. */
  | { outcome: "pending" }
  | { outcome: "refused"; reasons: string[] }
  /** Vapi answered without accepting the call: our key, our balance, or its rate limit. */
  | { outcome: "unavailable" }
  | { outcome: "failed"; error: string };

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
