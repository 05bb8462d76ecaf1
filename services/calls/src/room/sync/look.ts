import type { CallStatus } from "@allokoli/shared/events/call-event";
import { asPayload, dateAt, nameAt, type Payload } from "../../vapi/payload.ts";
import type { RoomDoc } from "../state/doc.ts";
import type { Room } from "../state/room.ts";
import { closingSighting } from "../events/fold.ts";
import { afterFailedLook, firstWaitMs, LOOKS_FOR_ANALYSIS } from "./reconcile.ts";
import { isComplete, toReport } from "../events/report.ts";
import { callFactsOf, statusKey, toStatus, type Sighting } from "../events/translate.ts";

/** The ended reason of a call that Vapi does not know (any more). */
export const NOT_FOUND_REASON = "call.not-found";

/**
 * Vapi does not know the call (any more): it is over, at an unknown time. Its end is when it was last heard of. It has
 * no duration, because the time until our look is no part of the call.
 */
export function closeUnknown(room: Room, { progress, lastHeardMs }: RoomDoc): void {
  const lastHeard = new Date(lastHeardMs).toISOString();
  const { startedAt } = progress;
  const at = startedAt !== null && startedAt > lastHeard ? startedAt : lastHeard;
  room.apply(closingSighting(NOT_FOUND_REASON, at, progress), "reconciled");
}

/** Vapi does not know the call. Its list may be behind, so a second look after a wait decides. */
function lookedInVain(room: Room, doc: RoomDoc): void {
  const now = room.now();
  if (doc.absentSinceMs == null) room.change({ absentSinceMs: now });
  else if (now - doc.absentSinceMs >= firstWaitMs(doc.progress, room.timing)) closeUnknown(room, doc);
}

/** When the call reached its status, according to Vapi; undefined where Vapi does not say. */
const whenOf = (call: Payload, status: CallStatus | undefined) =>
  status === "ended"
    ? (dateAt(call, "endedAt") ?? dateAt(call, "updatedAt"))
    : status === "in-progress"
      ? dateAt(call, "startedAt")
      : undefined;

/** Ask Vapi for the call's state, and update ours. Never throws: a failure counts as a look without news. */
export async function lookAtCall(room: Room): Promise<void> {
  const doc = room.doc();
  if (doc === undefined || doc.atVapi === null || doc.progress.reportedBy !== null) return;
  try {
    const found = await room.vapi.findCall(doc.atVapi.callId);
    const known = room.doc();
    if (known === undefined) return;
    const looks = known.looks + 1;
    room.change({ looks });
    if (found === undefined) return lookedInVain(room, known);
    if (known.absentSinceMs != null) room.change({ absentSinceMs: null });
    const call = asPayload(found);
    const status = toStatus(nameAt(call, "status"));
    const isEnded = status === "ended";
    const at = whenOf(call, status) ?? new Date(room.now()).toISOString();
    const sighting: Sighting = {
      facts: callFactsOf(call),
      observations:
        status === undefined || status === "scheduled"
          ? []
          : [
              {
                key: statusKey(status),
                at,
                body: {
                  type: "call.status",
                  status,
                  ...(isEnded && { endedReason: nameAt(call, "endedReason") ?? null }),
                },
              },
            ],
      // The analysis comes a while after the end. Until then this look only reports the end.
      ...(isEnded && (isComplete(call) || looks >= LOOKS_FOR_ANALYSIS) && { report: toReport(call, at) }),
    };
    const step = room.apply(sighting, "reconciled");
    if (step.events.length > 0)
      room.change({ lastHeardMs: room.now(), looks: step.report === undefined && isEnded ? 0 : looks });
  } catch (err) {
    room.change(afterFailedLook(err, room.doc()?.looks ?? 0, room.now()));
    room.log.warn("call not found out about", { error: err instanceof Error ? err.name : typeof err });
  }
}
