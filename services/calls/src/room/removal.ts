import { sourcesOf } from "../vapi/sources.ts";
import { findChecked } from "../vapi/identity.ts";
import { closingSighting } from "./events/fold.ts";
import { feedOf } from "./rooms.ts";
import type { LinkedCall } from "./state/call.ts";
import { newDoc } from "./state/doc.ts";
import type { Room } from "./state/room.ts";
import { wakeKeeper } from "./wake-keeper.ts";
import { asSystem, deleteRow, isHidden } from "./sync/row.ts";

/** After this long without `remove()`, the request that was to hide the row is taken for dead. */
const REMOVAL_IS_SURE_WITHIN_MS = 30_000;

/** The row is about to be hidden. */
export function askForRemoval(room: Room, { vapiCallId, isChecked }: LinkedCall, isStranger: boolean): void {
  const doc = room.doc();
  if (doc === undefined || doc.removal !== null) return;
  room.change({
    removal: {
      state: "asked",
      vapiCallId: doc.atVapi?.callId ?? vapiCallId,
      isChecked: doc.atVapi !== null || isChecked,
      atMs: room.now() + REMOVAL_IS_SURE_WITHIN_MS,
      attempts: 0,
      isStranger,
    },
  });
}

/**
 * Delete at Vapi (404 is success), then the row and what this room and the organization's feed have. The empty room stays a
 * while, to reject late messages.
 */
export async function removeCall(room: Room): Promise<void> {
  const doc = room.doc();
  if (doc?.removal == null || doc.removal.state === "done") return;
  const { removal } = doc;
  if (removal.state === "asked" && !(await asSystem(room, doc, (tenant) => isHidden(tenant, doc.callId)))) {
    // The row was never hidden: the call continues.
    if (removal.isStranger) await room.forget();
    else room.change({ removal: null });
    return;
  }
  const vapiCallId = await findChecked(sourcesOf(room), { ...doc, ...removal });
  if (vapiCallId !== undefined) await room.vapi.deleteCall(vapiCallId);
  if (doc.progress.status === "scheduled")
    room.apply(closingSighting("scheduled-call-deleted", new Date(room.now()).toISOString(), doc.progress), "vapi");
  await asSystem(room, doc, (tenant) => deleteRow(tenant, doc.callId));
  // The row's deletion has marked its recording.
  void wakeKeeper(room.env, doc.orgId, room.log);
  await feedOf(room.env, doc.orgId).forget(doc.callId);
  room.store.together(() => {
    room.store.empty();
    const { orgId, callId, own } = doc;
    const empty = newDoc({ orgId, callId, own }, null, room.now());
    room.change({ ...empty, removal: { ...removal, vapiCallId: null, state: "done" }, doneAtMs: room.now() });
  });
}
