import { resume } from "../listeners/resume.ts";
import { toFrame } from "../listeners/sse.ts";
import { acceptListener, CROWDED_STATUS } from "../listeners/streams.ts";
import { ENDED_CLOSE_CODE } from "./api.ts";
import { isBeingRemoved } from "./state/doc.ts";
import { saysOver } from "./sync/open-again.ts";
import type { Room } from "./state/room.ts";
import type { NumberedEvent } from "./events/history.ts";

/** A socket with the events after `?after=`, and then the new ones. */
export function listen(room: Pick<Room, "doc" | "store">, ctx: DurableObjectState, request: Request): Response {
  const doc = room.doc();
  if (doc === undefined || isBeingRemoved(doc)) return new Response(null, { status: 404 });
  const last = doc.progress.lastSeq;
  const asked = resume(new URL(request.url).searchParams.get("after"), { first: 1, last });
  const isOver = doc.progress.reportedBy !== null;
  if (isOver && !asked.isReset && asked.from === last) return new Response(null, { status: 204 });
  const { 0: client, 1: server } = new WebSocketPair();
  if (!acceptListener(ctx, request, server)) return new Response(null, { status: CROWDED_STATUS });
  const missed = room.store.eventsAfter(asked.from);
  // Events that could not be read are a gap like any other.
  const isGap = missed.length < last - asked.from || saysOver(missed, doc.progress);
  const { from, isReset } = isGap ? { from: last, isReset: true } : asked;
  if (isReset) server.send(toFrame({ id: from, event: "reset", data: { callId: doc.callId, seq: from } }));
  else for (const event of missed) server.send(frameOf(doc.callId, event));
  if (isOver) server.close(ENDED_CLOSE_CODE, "ended");
  return new Response(null, { status: 101, webSocket: client });
}

export const frameOf = (callId: string, { seq, at, body }: NumberedEvent) =>
  toFrame({ id: seq, event: body.type, data: { callId, seq, at, ...body } });
