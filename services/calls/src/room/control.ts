import type { ControlMessage } from "@allokoli/shared/vapi/client";
import { VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import type { ControlAnswer } from "./api.ts";
import type { Room } from "./room.ts";
import { isControlUrl } from "./control-url.ts";
import { asPayload } from "./dialling.ts";
import { closingSighting } from "./fold.ts";
import { isBeingRemoved, type RoomDoc } from "./doc.ts";
import { lookAtCall } from "./look.ts";
import { callFactsOf } from "./translate.ts";

const LIVE = new Set(["queued", "ringing", "in-progress", "forwarding"]);

/** Act on the live call. */
export async function controlCall(room: Room, command: ControlMessage): Promise<ControlAnswer> {
  const doc = room.doc();
  if (doc === undefined || isBeingRemoved(doc) || !LIVE.has(doc.progress.status)) return { outcome: "not_live" };
  if (doc.facts.vapiCallId === undefined) return { outcome: "unconfirmed" };
  try {
    const controlUrl = await findControlUrl(room, doc);
    if (controlUrl === undefined) return { outcome: isOver(room) ? "not_live" : "unavailable" };
    await room.vapi.control(controlUrl, command);
    return { outcome: "done" };
  } catch (err) {
    return refusedOrOver(room, err);
  }
}

/** Hang up; a call that has yet to be dialled is called off. */
export async function endCall(room: Room): Promise<ControlAnswer> {
  const doc = room.doc();
  if (doc?.progress.status !== "scheduled") return controlCall(room, { type: "end-call" });
  const { vapiCallId } = doc.facts;
  if (vapiCallId === undefined) return { outcome: "unconfirmed" };
  try {
    await room.vapi.deleteCall(vapiCallId);
  } catch (err) {
    return toAnswer(err);
  }
  room.apply(closingSighting("scheduled-call-deleted", new Date(room.now()).toISOString(), doc.progress), "vapi");
  return { outcome: "done" };
}

/** The address as Vapi gave it with the call; asked for when no message had it. */
async function findControlUrl(room: Room, { facts }: RoomDoc): Promise<string | undefined> {
  if (facts.controlUrl !== undefined) return trusted(room, facts.controlUrl);
  const call = await room.vapi.findCall(facts.vapiCallId ?? "");
  const { controlUrl } = callFactsOf(call === undefined ? undefined : asPayload(call));
  if (controlUrl === undefined || trusted(room, controlUrl) === undefined) return undefined;
  room.apply({ facts: { controlUrl }, observations: [] }, "vapi");
  return controlUrl;
}

function trusted(room: Room, controlUrl: string): string | undefined {
  if (isControlUrl(controlUrl, room.env.VAPI_BASE_URL)) return controlUrl;
  room.log.warn("control URL is not Vapi's");
  return undefined;
}

/** Vapi answers 4xx to a command for a call that is over; a look says whether it is. */
async function refusedOrOver(room: Room, err: unknown): Promise<ControlAnswer> {
  const answer = toAnswer(err);
  if (err instanceof VapiUnavailable && (err.status === undefined || err.status >= 500)) return answer;
  await lookAtCall(room);
  return isOver(room) ? { outcome: "not_live" } : answer;
}

const isOver = (room: Room) => room.doc()?.progress.status === "ended";
const toAnswer = (err: unknown): ControlAnswer =>
  err instanceof VapiRefused ? { outcome: "refused", reasons: err.reasons } : { outcome: "unavailable" };
