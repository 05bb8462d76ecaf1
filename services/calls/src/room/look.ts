import { nameAt } from "../vapi/payload.ts";
import type { Room } from "./room.ts";
import { asPayload } from "./dialling.ts";
import { closingSighting } from "./fold.ts";
import { LOOKS_FOR_ANALYSIS } from "./reconcile.ts";
import { isComplete, toReport } from "./report.ts";
import { callFactsOf, statusKey, toStatus, type Sighting } from "./translate.ts";

/** What our books say of a call that Vapi does not know (any more). */
const NOT_FOUND_REASON = "call.not-found";

/** Ask Vapi how the call stands, and bring our books up to it. Never throws: a failure is a look that brought nothing. */
export async function lookAtCall(room: Room): Promise<void> {
  const doc = room.doc();
  const vapiCallId = doc?.facts.vapiCallId;
  if (doc === undefined || vapiCallId === undefined || doc.progress.reportedBy !== null) return;
  try {
    const found = await room.vapi.findCall(vapiCallId);
    const known = room.doc();
    if (known === undefined) return;
    const looks = known.looks + 1;
    room.change({ looks });
    const at = new Date(room.now()).toISOString();
    if (found === undefined) {
      room.apply(closingSighting(NOT_FOUND_REASON, at, known.progress), "reconciled");
      return;
    }
    const call = asPayload(found);
    const status = toStatus(nameAt(call, "status"));
    const isEnded = status === "ended";
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
      // The analysis comes a while after the end. Until then this only says that the call is over.
      ...(isEnded && (isComplete(call) || looks >= LOOKS_FOR_ANALYSIS) && { report: toReport(call) }),
    };
    const step = room.apply(sighting, "reconciled");
    if (step.events.length > 0)
      room.change({ lastHeardMs: room.now(), looks: step.report === undefined && isEnded ? 0 : looks });
  } catch (err) {
    room.change({ looks: (room.doc()?.looks ?? 0) + 1 });
    room.log.warn("call not found out about", { error: err instanceof Error ? err.name : typeof err });
  }
}
