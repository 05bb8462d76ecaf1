import type { CallEventBody, CallStatus } from "@allokoli/shared/events/call-event";

/** The source: a message from Vapi, or our own look at Vapi. */
export type Source = "vapi" | "reconciled";

/** How far a call has come. */
export type Progress = {
  status: CallStatus;
  startedAt: string | null;
  endedAt: string | null;
  endedReason: string | null;
  endedSource: Source | null;
  lastSeq: number;
  /** The source of the report; with it the history is closed. */
  reportedBy: Source | null;
  /** The time of each speaker's latest final transcript: an older partial one is too late. */
  lastFinalAt: { assistant: string | null; user: string | null };
};

export const startOf = (status: CallStatus): Progress => ({
  status,
  startedAt: null,
  endedAt: null,
  endedReason: null,
  endedSource: null,
  lastSeq: 0,
  reportedBy: null,
  lastFinalAt: { assistant: null, user: null },
});

export type NumberedEvent = { seq: number; key: string; at: string; body: CallEventBody };

/** The events of the call so far. */
export type History = { has(key: string): boolean; all(): NumberedEvent[] };
