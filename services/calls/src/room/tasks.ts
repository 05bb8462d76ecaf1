import type { Room } from "./room.ts";
import { announceEvents } from "@allokoli/shared/events/announce";
import { closingSighting, type NumberedEvent } from "./fold.ts";
import { deleteRow, flush, isHidden, type Batch } from "./flush.ts";
import { toLiveCall } from "./live-call.ts";
import { outboxOf } from "./outbox.ts";
import { lookAtCall } from "./look.ts";
import { feedOf } from "./rooms.ts";
import { backoffMs, type Task } from "./schedule.ts";
import { asSystem, lookAfterDial } from "./settle.ts";

/** As many events as one transaction copies; a call that Postgres missed for long takes several. */
const EVENTS_A_FLUSH = 2_000;

/** Do one of the room's tasks. What fails is tried again later, and said so in the log. True when it worked. */
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
  flush: copyInTurn,
  look: lookAtCall,
  feed: publish,
  remove: letGo,
  forget: (room) => room.forget(),
};

function postpone(room: Room, task: Task): void {
  const doc = room.doc();
  if (doc === undefined) return;
  const now = room.now();
  if (task === "flush")
    room.change({ flushAtMs: now + backoffMs(doc.flushAttempts), flushAttempts: doc.flushAttempts + 1 });
  if (task === "feed") room.change({ feedAtMs: now + backoffMs(doc.feedAttempts), feedAttempts: doc.feedAttempts + 1 });
  if (task === "remove" && doc.removal !== null) {
    room.change({
      removal: { ...doc.removal, atMs: now + backoffMs(doc.removal.attempts), attempts: doc.removal.attempts + 1 },
    });
  }
  // The row or Vapi could not be asked: the same question again, a little later.
  if (task === "dial" && doc.dial?.state === "armed") room.change({ dial: { ...doc.dial, since: now } });
  if (task === "dial" && doc.dial?.state === "unknown")
    room.change({ dial: { ...doc.dial, retryAt: now + backoffMs(4) } });
}

function copyInTurn(room: Room): Promise<void> {
  const before = room.flushing ?? Promise.resolve();
  room.flushing = before.then(
    () => copyToPostgres(room),
    () => copyToPostgres(room),
  );
  return room.flushing;
}

async function copyToPostgres(room: Room): Promise<void> {
  const doc = room.doc();
  if (doc === undefined) return;
  const fresh = room.store.eventsAfter(doc.flushedSeq, EVENTS_A_FLUSH);
  const lastSeq = fresh.at(-1)?.seq ?? doc.flushedSeq;
  const isAll = lastSeq === doc.progress.lastSeq;
  const batch = {
    doc,
    call: toLiveCall(doc),
    events: room.store.eventsAfter(0).filter(({ seq }) => seq <= lastSeq),
    report: isAll ? room.store.report() : undefined,
  };
  const isThere = await asSystem(room, doc, (tenant) => flush(tenant, batch));
  const after = room.doc();
  if (after === undefined) return;
  if (!isThere) {
    room.log.warn("call without a row is forgotten", { callId: doc.callId });
    return room.forget();
  }
  // Not waited for: the next flush is not held up by it.
  if (saysOutside(batch, fresh)) void announceEvents(room.env, doc.orgId, room.log);
  const isReportNewer = batch.report !== undefined && after.version !== doc.version;
  room.change({
    flushedSeq: lastSeq,
    flushedReport: batch.report !== undefined && !isReportNewer ? true : after.flushedReport,
    flushAttempts: 0,
    ...(isAll ? { flushedVersion: doc.version } : {}),
    ...(isAll && after.version === doc.version && after.progress.reportedBy !== null && { doneAtMs: room.now() }),
  });
}

/** Most of what a call says in a second is for its listeners alone. A limit may be told at its beginning and at its end. */
const saysOutside = ({ doc, call, report }: Batch, fresh: NumberedEvent[]) =>
  doc.flushedSeq === 0 || report !== undefined || fresh.some((event) => outboxOf(call, event).length > 0);

async function publish(room: Room): Promise<void> {
  for (;;) {
    const doc = room.doc();
    const queue = room.store.feedQueue();
    const last = queue.at(-1);
    if (doc === undefined || last === undefined) return;
    await feedOf(room.env, doc.orgId).publish(queue.map(({ entry }) => entry));
    room.store.dropFeed(last.id);
    if (room.doc()?.feedAttempts !== 0) room.change({ feedAttempts: 0 });
  }
}

/** Delete at Vapi (where 404 is success), then the row. The room stays a while, so that stragglers are turned away. */
async function letGo(room: Room): Promise<void> {
  const doc = room.doc();
  if (doc?.removal == null || doc.removal.state === "done") return;
  const { removal } = doc;
  if (removal.state === "asked" && !(await asSystem(room, doc, (tenant) => isHidden(tenant, doc.callId)))) {
    // The row was never hidden: the call goes on as before.
    if (removal.isStranger) await room.forget();
    else room.change({ removal: null });
    return;
  }
  if (removal.vapiCallId !== null) await room.vapi.deleteCall(removal.vapiCallId);
  if (doc.progress.status === "scheduled")
    room.apply(closingSighting("scheduled-call-deleted", new Date(room.now()).toISOString(), doc.progress), "vapi");
  await asSystem(room, doc, (tenant) => deleteRow(tenant, doc.callId));
  room.change({ removal: { ...removal, state: "done" }, doneAtMs: room.now() });
}
