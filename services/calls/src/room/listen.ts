import { decodeIdentity, IDENTITY_HEADER } from "@allokoli/shared/identity/identity";
import { resume } from "../listeners/resume.ts";
import { streamOf, toFrame } from "../listeners/sse.ts";
import type { Listeners } from "./listeners.ts";
import { isBeingRemoved } from "./state/doc.ts";
import { saysOver } from "./sync/open-again.ts";
import type { Room } from "./state/room.ts";
import type { NumberedEvent } from "./events/history.ts";

/** A stream of the events after `?after=`, and then of the new ones. */
export function listen(room: Pick<Room, "doc" | "store">, listeners: Listeners, request: Request): Response {
  const doc = room.doc();
  if (doc === undefined || isBeingRemoved(doc)) return new Response(null, { status: 404 });
  const last = doc.progress.lastSeq;
  const asked = resume(new URL(request.url).searchParams.get("after"), { first: 1, last });
  const isOver = doc.progress.reportedBy !== null;
  if (isOver && !asked.isReset && asked.from === last) return new Response(null, { status: 204 });
  const missed = () => {
    const events = room.store.eventsAfter(asked.from);
    // Events that could not be read are a gap like any other.
    const isGap = events.length < last - asked.from || saysOver(events, doc.progress);
    const { from, isReset } = isGap ? { from: last, isReset: true } : asked;
    if (isReset) return [toFrame({ id: from, event: "reset", data: { callId: doc.callId, seq: from } })];
    return events.map((event) => frameOf(doc.callId, event));
  };
  if (isOver) return streamOf(missed());
  const identity = decodeIdentity(request.headers.get(IDENTITY_HEADER) ?? undefined);
  return listeners.open(identity, () => missed().join(""));
}

export const frameOf = (callId: string, { seq, at, body }: NumberedEvent) =>
  toFrame({ id: seq, event: body.type, data: { callId, seq, at, ...body } });
