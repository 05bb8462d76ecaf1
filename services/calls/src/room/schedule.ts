import { backoffMs as backoff } from "@allokoli/shared/retry/backoff";
import type { Timing } from "../env.ts";
import { nextDialMs, nextSignOfLifeMs } from "./dial/dial.ts";
import { nextLookMs } from "./sync/reconcile.ts";
import { isBeingRemoved, type RoomDoc } from "./state/doc.ts";

const TASKS = ["dial", "identify", "flush", "look", "feed", "remove", "forget"] as const;
export type Task = (typeof TASKS)[number];
export type DueTimes = Record<Task, number | undefined>;
/** The settings that a room's tasks need. */
type RoomTiming = Pick<Timing, "keepRoomMs" | "silentAfterMs" | "reportAfterMs" | "dialPace">;
export type Busy = { dialling: boolean; feedWaits: boolean; now: number };

/** When each task of a room is due, in epoch milliseconds. A room has one alarm, for the first of them. */
export function dueTimes(doc: RoomDoc, timing: RoomTiming, busy: Busy): DueTimes {
  return {
    dial: nextLookAtDial(doc, timing, busy),
    // While the call is being dialled, the answer will say which call it is.
    identify: doc.claim === null || busy.dialling || doc.dial?.state === "dialling" ? undefined : doc.claim.atMs,
    flush: mayFlush(doc) && doc.version > doc.flushedVersion ? doc.flushAtMs : undefined,
    look:
      knownAtVapi(doc) && !isBeingRemoved(doc)
        ? nextLookMs(doc.progress, doc.lastHeardMs, doc.looks, scheduledMs(doc), timing)
        : undefined,
    feed: busy.feedWaits ? doc.feedAtMs : undefined,
    remove: doc.removal === null || doc.removal.state === "done" ? undefined : doc.removal.atMs,
    forget: doc.doneAtMs === null ? undefined : doc.doneAtMs + timing.keepRoomMs,
  };
}

function nextLookAtDial({ dial }: RoomDoc, { dialPace }: RoomTiming, { dialling, now }: Busy): number | undefined {
  if (dial === null) return undefined;
  return dialling ? nextSignOfLifeMs(now, dialPace) : nextDialMs(dial, dialPace);
}

export const tasksDue = (times: DueTimes, now: number): Task[] =>
  TASKS.filter((task) => {
    const time = times[task];
    return time !== undefined && time <= now;
  });

/** Undefined when nothing is left to do. */
export function firstDue(times: DueTimes): number | undefined {
  const set = TASKS.flatMap((task) => times[task] ?? []);
  return set.length === 0 ? undefined : Math.min(...set);
}

/** Before the call is dialled its row may not exist, and there is nothing to copy yet. */
const isCommitted = (doc: RoomDoc) => doc.dial === null || (doc.dial.state !== "armed" && doc.dial.state !== "refused");
const mayFlush = (doc: RoomDoc) => isCommitted(doc) && !doc.isFlushGivenUp && !isBeingRemoved(doc);
const knownAtVapi = (doc: RoomDoc) => doc.atVapi !== null && (doc.dial === null || doc.dial.state === "made");
const scheduledMs = (doc: RoomDoc) => (doc.intent?.schedule ? Date.parse(doc.intent.schedule.earliestAt) : null);

const PAUSES = { firstMs: 500, longestMs: 15_000 };

/** The wait before the next try after so many failures. */
export const backoffMs = (attempts: number) => backoff(attempts + 1, PAUSES);
