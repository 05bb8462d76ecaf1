import type { Timing } from "../env.ts";
import { nextDialMs } from "./dial.ts";
import { nextLookMs } from "./reconcile.ts";
import { isBeingRemoved, type RoomDoc } from "./doc.ts";

export type Task = "dial" | "flush" | "look" | "feed" | "remove" | "forget";
export type Busy = { dialling: boolean; feedWaits: boolean };

/** When each of a room's tasks is due, in epoch milliseconds. A room has one alarm, for the first of them. */
export function dueTimes(doc: RoomDoc, timing: Timing, busy: Busy): Partial<Record<Task, number>> {
  const times: Record<Task, number | undefined> = {
    dial: doc.dial === null || busy.dialling ? undefined : nextDialMs(doc.dial, timing.dialPace),
    flush: isCommitted(doc) && doc.version > doc.flushedVersion && !isBeingRemoved(doc) ? doc.flushAtMs : undefined,
    look:
      knownAtVapi(doc) && !isBeingRemoved(doc)
        ? nextLookMs(doc.progress, doc.lastHeardMs, doc.looks, scheduledMs(doc), timing)
        : undefined,
    feed: busy.feedWaits ? doc.feedAtMs : undefined,
    remove: doc.removal === null || doc.removal.state === "done" ? undefined : doc.removal.atMs,
    forget: doc.doneAtMs === null ? undefined : doc.doneAtMs + timing.keepRoomMs,
  };
  return Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined));
}

/** Before the call is dialled its row may not be there; there is nothing to say about it either. */
const isCommitted = (doc: RoomDoc) => doc.dial === null || (doc.dial.state !== "armed" && doc.dial.state !== "refused");
const knownAtVapi = (doc: RoomDoc) =>
  doc.facts.vapiCallId !== undefined && (doc.dial === null || doc.dial.state === "made");
const scheduledMs = (doc: RoomDoc) => (doc.intent?.schedule ? Date.parse(doc.intent.schedule.earliestAt) : null);

const LONGEST_BACKOFF_MS = 15_000;

/** The wait before the next try, after so many that failed. */
export const backoffMs = (attempts: number) => Math.min(500 * 2 ** attempts, LONGEST_BACKOFF_MS);
