import type { FeedEntry, Intent } from "./api.ts";
import type { Dial } from "./dial.ts";
import type { History, NumberedEvent, Progress } from "./fold.ts";
import type { Report } from "./report.ts";
import type { CallFacts } from "./translate.ts";

/** All that a room knows besides its events. */
export type RoomDoc = {
  orgId: string;
  callId: string;
  /** We started it, and the row was there first. */
  own: boolean;
  intent: Intent | null;
  dial: Dial | null;
  facts: CallFacts;
  progress: Progress;
  /** When the call last said something, and how often Vapi was asked since. */
  lastHeardMs: number;
  looks: number;
  /** Raised by what Postgres has yet to learn. */
  version: number;
  flushedVersion: number;
  flushAtMs: number;
  flushAttempts: number;
  /** How many events, and whether the report's conversation, Postgres has. */
  flushedSeq: number;
  flushedReport: boolean;
  feedAtMs: number;
  feedAttempts: number;
  removal: Removal | null;
  /** When nothing is left to do; the room is kept for late listeners from then on. */
  doneAtMs: number | null;
};

/** Letting go of a deleted call: `asked` before its row is hidden, `sure` after. To a stranger
 * the room knows no more of the call than that. */
export type Removal = {
  state: "asked" | "sure" | "done";
  vapiCallId: string | null;
  atMs: number;
  attempts: number;
  isStranger: boolean;
};

/** Whether the call is as good as gone. While its removal is only asked for, it goes on. */
export const isBeingRemoved = (doc: RoomDoc | undefined) =>
  doc?.removal != null && (doc.removal.isStranger || doc.removal.state !== "asked");

export type RoomStore = {
  /** Make it ready for a call; until then it takes no space. */
  open(): void;
  doc(): RoomDoc | undefined;
  saveDoc(doc: RoomDoc): void;
  history: History;
  eventsAfter(seq: number, limit?: number): NumberedEvent[];
  addEvents(events: NumberedEvent[]): void;
  report(): Report | undefined;
  saveReport(report: Report): void;
  queueFeed(entries: FeedEntry[]): void;
  feedQueue(): { id: number; entry: FeedEntry }[];
  dropFeed(throughId: number): void;
  together(work: () => void): void;
  /** When what was written before is on disk. */
  durable(): Promise<void>;
  clear(): Promise<void>;
};
