import type { ControlMessage } from "@allokoli/shared/vapi/client";
import { VapiNotAsked, VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { sourcesOf } from "../vapi/sources.ts";
import { findChecked } from "../vapi/identity.ts";
import type { ControlAnswer } from "./api.ts";
import type { Room } from "./state/room.ts";
import { asPayload } from "../vapi/payload.ts";
import { closingSighting } from "./events/fold.ts";
import { isBeingRemoved, type AtVapi } from "./state/doc.ts";
import { secondsToKnow } from "./dial/dial.ts";
import { bind } from "./dial/identify.ts";
import { lookAtCall } from "./sync/look.ts";
import type { LinkedCall } from "./state/call.ts";

const LIVE = new Set(["queued", "ringing", "in-progress", "forwarding"]);

/** Send a command to the live call. */
export async function controlCall(room: Room, command: ControlMessage): Promise<ControlAnswer> {
  const doc = room.doc();
  if (doc === undefined || isBeingRemoved(doc) || !LIVE.has(doc.progress.status)) return { outcome: "not_live" };
  if (doc.atVapi === null) return { outcome: "unconfirmed", retryAfterSeconds: unsettledFor(room) ?? 1 };
  try {
    const controlUrl = await findControlUrl(room, doc.atVapi);
    if (controlUrl === undefined) return { outcome: isOver(room) ? "not_live" : "unavailable" };
    await room.vapi.control(controlUrl, command);
    return { outcome: "done" };
  } catch (err) {
    return refusedOrOver(room, err);
  }
}

/** The seconds after which it may be known whether the call was placed; undefined once that is known. */
export function unsettledFor(room: Room): number | undefined {
  const dial = room.doc()?.dial ?? null;
  return dial === null ? undefined : secondsToKnow(dial, room.now(), room.timing.dialPace);
}

/** Hang up; a scheduled call is cancelled. */
export async function endCall(room: Room): Promise<ControlAnswer> {
  const doc = room.doc();
  if (doc?.progress.status !== "scheduled") return controlCall(room, { type: "end-call" });
  if (doc.atVapi === null) return { outcome: "unconfirmed", retryAfterSeconds: unsettledFor(room) ?? 1 };
  try {
    await room.vapi.deleteCall(doc.atVapi.callId);
  } catch (err) {
    return toAnswer(err);
  }
  room.apply(closingSighting("scheduled-call-deleted", new Date(room.now()).toISOString(), doc.progress), "vapi");
  return { outcome: "done" };
}

/** Never throws: renaming at Vapi is best effort. */
export async function renameCall(
  { vapi, env, log }: Pick<Room, "vapi" | "env" | "log">,
  call: LinkedCall,
  name: string,
): Promise<void> {
  try {
    const vapiCallId = await findChecked(sourcesOf({ vapi, env }), call);
    if (vapiCallId !== undefined) await vapi.updateCall(vapiCallId, { name });
  } catch (err) {
    log.warn("call not renamed at Vapi", { error: err instanceof Error ? err.name : typeof err });
  }
}

/** The control address that Vapi gave with the call, or gives now. */
async function findControlUrl(room: Room, { callId, controlUrl }: AtVapi): Promise<string | undefined> {
  if (controlUrl !== null) return controlUrl;
  const call = await room.vapi.findCall(callId);
  if (call !== undefined) bind(room, asPayload(call));
  return room.doc()?.atVapi?.controlUrl ?? undefined;
}

/** Vapi answers 4xx to a command for a call that is over; a look shows whether it is. */
async function refusedOrOver(room: Room, err: unknown): Promise<ControlAnswer> {
  const answer = toAnswer(err);
  if (err instanceof VapiUnavailable && (err.status === undefined || err.status >= 500)) return answer;
  await lookAtCall(room);
  if (isOver(room)) return { outcome: "not_live" };
  // The next look shows whether it is over.
  return room.doc()?.absentSinceMs == null ? answer : { outcome: "unavailable" };
}

const isOver = (room: Room) => room.doc()?.progress.status === "ended";

function toAnswer(err: unknown): ControlAnswer {
  if (err instanceof VapiRefused) return { outcome: "refused", reasons: err.reasons };
  if (!(err instanceof VapiNotAsked)) return { outcome: "unavailable" };
  return { outcome: "not_asked", since: err.since.toISOString(), retryAfterSeconds: err.retryAfterSeconds ?? 1 };
}
