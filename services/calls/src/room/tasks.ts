import { lookAfterDial } from "./dial/dialling.ts";
import { checkClaim } from "./dial/identify.ts";
import { removeCall } from "./removal.ts";
import { feedOf } from "./rooms.ts";
import { backoffMs, type Task } from "./schedule.ts";
import type { Room } from "./state/room.ts";
import { copyInTurn } from "./sync/copy.ts";
import { lookAtCall } from "./sync/look.ts";

/** Run one of the room's tasks. A failure is logged and tried again later. True when it worked. */
export async function runTask(room: Room, task: Task): Promise<boolean> {
  try {
    await TASKS[task](room);
    return true;
  } catch (err) {
    postpone(room, task);
    room.log.warn(`${task} failed`, {
      callId: room.doc()?.callId,
      error: err instanceof Error ? `${err.name}: ${err.message}`.slice(0, 300) : typeof err,
    });
    return false;
  }
}

const TASKS: Record<Task, (room: Room) => Promise<void>> = {
  dial: lookAfterDial,
  identify: checkClaim,
  flush: copyInTurn,
  look: lookAtCall,
  feed: publish,
  remove: removeCall,
  forget: (room) => room.forget(),
};

function postpone(room: Room, task: Task): void {
  const doc = room.doc();
  if (doc === undefined) return;
  const now = room.now();
  if (task === "flush")
    room.change({ flushAtMs: now + backoffMs(doc.flushAttempts), flushAttempts: doc.flushAttempts + 1 });
  if (task === "identify" && doc.claim !== null) {
    const { attempts } = doc.claim;
    room.change({ claim: { ...doc.claim, atMs: now + backoffMs(attempts), attempts: attempts + 1 } });
  }
  if (task === "feed") room.change({ feedAtMs: now + backoffMs(doc.feedAttempts), feedAttempts: doc.feedAttempts + 1 });
  if (task === "remove" && doc.removal !== null) {
    room.change({
      removal: { ...doc.removal, atMs: now + backoffMs(doc.removal.attempts), attempts: doc.removal.attempts + 1 },
    });
  }
  // Postgres or Vapi could not be asked: try again a little later.
  if (task === "dial" && doc.dial?.state === "armed") room.change({ dial: { ...doc.dial, since: now } });
  if (task === "dial" && doc.dial?.state === "unknown")
    room.change({ dial: { ...doc.dial, retryAt: now + backoffMs(4) } });
}

async function publish(room: Room): Promise<void> {
  for (;;) {
    const doc = room.doc();
    const { entries, throughId } = room.store.feedQueue();
    if (doc === undefined || throughId === 0) return;
    if (entries.length > 0) await feedOf(room.env, doc.orgId).publish(entries);
    room.store.dropFeed(throughId);
    if (room.doc()?.feedAttempts !== 0) room.change({ feedAttempts: 0 });
  }
}
