import { sourcesOf } from "../../vapi/sources.ts";
import { identifyCall, type Identified } from "../../vapi/identity.ts";
import { nameAt, type Payload } from "../../vapi/payload.ts";
import { isControlUrl } from "./control-url.ts";
import { made } from "./dial.ts";
import { closeUnknown } from "../sync/look.ts";
import type { Room } from "../state/room.ts";
import { callFactsOf } from "../events/translate.ts";
import type { CallRef } from "../state/call.ts";
import { flushTime } from "../state/doc.ts";

/** Vapi may send the first message of a call before it lists the call. */
const KNOWN_AT_VAPI_WITHIN_MS = 10_000;

/**
 * The call of a message when it is unknown here. `sinceMs` is when we first heard of it: for a while, a call that Vapi
 * does not list may still appear.
 * @throws when Vapi cannot be asked: the message has to come again
 */
export async function findToAdopt(
  { vapi, env, log, now }: Pick<Room, "vapi" | "env" | "log" | "now">,
  { orgId, callId }: CallRef,
  vapiCallId: string,
  sinceMs: number,
): Promise<Identified> {
  const found = await identifyCall(sourcesOf({ vapi, env }), vapiCallId, { orgId, callId });
  if (found.outcome === "ours") return found;
  if (found.outcome === "absent" && now() - sinceMs < KNOWN_AT_VAPI_WITHIN_MS) return found;
  log.warn("message about another organization's call refused", { orgId, callId, atVapi: found.outcome });
  return { outcome: "foreign" };
}

/** A call older than that had a room, which is closed: a late message must not open it again. */
export const isTooOld = (createdAt: string | undefined, now: number, keepRoomMs: number) =>
  createdAt !== undefined && now - Date.parse(createdAt) > keepRoomMs;

/** Check the claim, and make it the call's id or drop it. An open call without another id is then closed. */
export async function checkClaim(room: Room): Promise<void> {
  const doc = room.doc();
  if (doc?.claim == null) return;
  const { orgId, callId, intent } = doc;
  const { vapiCallId } = doc.claim;
  const found = await identifyCall(sourcesOf(room), vapiCallId, {
    orgId,
    callId,
    calleeVapiId: intent?.callee.vapiId,
  });
  const known = room.doc();
  if (known === undefined || known.atVapi !== null || known.claim?.vapiCallId !== vapiCallId) return;
  if (found.outcome === "ours") return bind(room, found.call);
  // While dialling is not settled, the looks at Vapi's calls find the call, or close it.
  const isOpen = known.progress.reportedBy === null && (known.dial === null || known.dial.state === "made");
  if (isOpen && found.outcome === "absent" && known.absentSinceMs == null) {
    const now = room.now();
    room.change({ absentSinceMs: now, claim: { ...known.claim, atMs: now + room.timing.silentAfterMs } });
    return;
  }
  room.change({ claim: null });
  if (found.outcome === "foreign")
    room.log.error("another organization's call was given for ours", undefined, { orgId, callId });
  if (isOpen) closeUnknown(room, known);
}

/** This is the call, by Vapi's own answer to us: its id and its control address are stored, once. */
export function bind(room: Room, call: Payload): void {
  const doc = room.doc();
  const callId = nameAt(call, "id");
  if (doc === undefined || callId === undefined) return;
  if (doc.atVapi !== null && doc.atVapi.callId !== callId) {
    room.log.error("Vapi gave a second id for one call", undefined, { orgId: doc.orgId, callId: doc.callId });
    return;
  }
  room.change({
    atVapi: { callId, controlUrl: controlUrlIn(room, call) ?? doc.atVapi?.controlUrl ?? null },
    claim: null,
    absentSinceMs: null,
    ...(doc.dial !== null && { dial: made(callId) }),
    version: doc.version + 1,
    // The client that placed the call reads it at once, and must find it linked.
    flushAtMs: flushTime(doc, room.now() + (doc.own ? 0 : room.timing.flushAfterMs)),
  });
  room.apply({ facts: callFactsOf(call), observations: [] }, "vapi");
}

/** The control address in Vapi's answer; undefined when there is none, or it does not lead to Vapi. */
export function controlUrlIn({ env, log }: Pick<Room, "env" | "log">, call: Payload): string | undefined {
  const url = nameAt(call, "monitor", "controlUrl");
  if (url === undefined || isControlUrl(url, env.VAPI_BASE_URL)) return url;
  log.warn("control URL is not Vapi's");
  return undefined;
}
