import { NO_LINES, type FlushedLines } from "../events/lines.ts";
import type { Report } from "../events/report.ts";
import type { CallFacts } from "../events/translate.ts";
import type { CallRef, FeedEntry, Intent } from "./call.ts";
import { startOf, type History, type NumberedEvent, type Progress } from "../events/history.ts";

/** Everything that a room knows except its events. */
export type RoomDoc = {
  orgId: string;
  callId: string;
  /** We started the call, and its row was there first. */
  own: boolean;
  intent: Intent | null;
  /** The call's id at Vapi: from our own creation, or from a checked adoption. Written once. */
  atVapi: AtVapi | null;
  /** An id at Vapi that only a message, or an earlier release, gave: it is checked before it is used. */
  claim: Claim | null;
  dial: Dial | null;
  facts: CallFacts;
  /** The organization's country, once it was read; null when it has none. */
  country?: string | null;
  progress: Progress;
  /** When the call last sent something, and how often Vapi was asked since. */
  lastHeardMs: number;
  looks: number;
  /** Since when Vapi says that it does not know the call. One such look is not enough. */
  absentSinceMs?: number | null;
  /** Increases with every change that Postgres does not have yet. */
  version: number;
  flushedVersion: number;
  flushAtMs: number;
  flushAttempts: number;
  /** Postgres will never accept what it would have to store. */
  isFlushGivenUp: boolean;
  /** Another call's row has this call's id at Vapi: this row is stored without it. */
  isIdTaken: boolean;
  /** How many events Postgres has, and below, whether it has the report's conversation. */
  flushedSeq: number;
  /** The conversation lines of those events; null where an earlier release, which did not count them, copied them. */
  flushedLines: FlushedLines | null;
  flushedReport: boolean;
  feedAtMs: number;
  feedAttempts: number;
  removal: Removal | null;
  /** A person takes the call: until Vapi says so, nobody else is passed on to. */
  transfer?: Transfer | null;
  /** When everything was done; the room is kept for late listeners from then on. */
  doneAtMs: number | null;
};

export type AtVapi = {
  callId: string;
  /** The control address of the live call, from Vapi's answer to us, never from a message. */
  controlUrl: string | null;
};
/**
 * Dialling, as a state that survives a crash at any point. A call rings once: nothing leads from `dialling` back to
 * `armed`, and an attempt without an answer is only looked up, never repeated.
 */
export type Dial =
  /** The intent is stored; nothing was sent to Vapi. */
  | { state: "armed"; since: number }
  /** About to be sent, or sent. */
  | { state: "dialling"; since: number }
  /** Sent, with an unknown outcome. `looks` at Vapi's calls did not find it. */
  | { state: "unknown"; since: number; looks: number; retryAt?: number }
  | { state: "made"; vapiCallId: string }
  /** Vapi refused. The request decides about the row; if it does not, the call is closed. */
  | { state: "refused"; reasons: string[]; since: number }
  /** Closed in our database: refused as one of several, or never found at Vapi. */
  | { state: "failed"; error: string };

export type Claim = { vapiCallId: string; atMs: number; attempts: number };

/**
 * Removal of a deleted call: `asked` before its row is hidden, `sure` after. `isStranger`: the room was opened for the
 * removal, and knows nothing else of the call.
 */
export type Removal = {
  state: "asked" | "sure" | "done";
  vapiCallId: string | null;
  /** Whether that id is known to be this call's. */
  isChecked: boolean;
  atMs: number;
  attempts: number;
  isStranger: boolean;
};

export type Transfer = { to: string; atMs: number };

/** The initial state of a room. */
export const newDoc = (call: CallRef & { own: boolean }, intent: Intent | null, now: number): RoomDoc => ({
  ...call,
  intent,
  atVapi: null,
  claim: null,
  dial: null,
  facts: { createdAt: new Date(now).toISOString() },
  progress: startOf(intent?.schedule ? "scheduled" : "queued"),
  lastHeardMs: now,
  looks: 0,
  version: 0,
  flushedVersion: 0,
  flushAtMs: 0,
  flushAttempts: 0,
  isFlushGivenUp: false,
  isIdTaken: false,
  flushedSeq: 0,
  flushedLines: NO_LINES,
  flushedReport: false,
  feedAtMs: 0,
  feedAttempts: 0,
  removal: null,
  doneAtMs: null,
});

/** Whether the call is being deleted for good. While removal is only `asked`, the call continues. */
export const isBeingRemoved = (doc: RoomDoc | undefined) =>
  doc?.removal != null && (doc.removal.isStranger || doc.removal.state !== "asked");

export const isSameFacts = (left: CallFacts, right: CallFacts) =>
  Object.keys({ ...left, ...right }).every((fact) => Object.is(Reflect.get(left, fact), Reflect.get(right, fact)));

/** When to copy changes to Postgres: soon, or at the next retry while Postgres is down. */
export const flushTime = ({ version, flushedVersion, flushAttempts, flushAtMs }: RoomDoc, wanted: number) => {
  if (version === flushedVersion) return wanted;
  return flushAttempts > 0 ? flushAtMs : Math.min(flushAtMs, wanted);
};

export type RoomStore = {
  /** Create the tables for a call; until then the room takes no space. */
  open(): void;
  /** Undefined when there is none, or it cannot be read: then it is set aside and logged. */
  doc(): RoomDoc | undefined;
  saveDoc(doc: RoomDoc): void;
  /** Whether a call here could not be read, and was not restored since. */
  isLost(): boolean;
  history: History;
  /** The readable ones: an unreadable event is set aside and logged, and leaves a gap. */
  eventsAfter(seq: number, limit?: number): NumberedEvent[];
  /** The number of the last stored event; 0 without one. */
  lastSeq(): number;
  addEvents(events: NumberedEvent[]): void;
  /** Undefined when there is none, or a part of it cannot be read: then it is set aside and logged. */
  report(): Report | undefined;
  saveReport(report: Report): void;
  queueFeed(entries: FeedEntry[]): void;
  /** The oldest two hundred entries; `throughId` is 0 without any. Unreadable ones are left out and logged. */
  feedQueue(): { entries: FeedEntry[]; throughId: number };
  feedWaits(): boolean;
  dropFeed(throughId: number): void;
  together(work: () => void): void;
  /** Resolves when everything written before is on disk. */
  durable(): Promise<void>;
  /** Delete what a lost room left behind, for a call that begins from nothing. */
  empty(): void;
  clear(): Promise<void>;
};
