import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { connect } from "@allokoli/shared/db/connect";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { nameAt, type Payload } from "../vapi/payload.ts";
import type { DialAnswer } from "./api.ts";
import type { Room } from "./room.ts";
import { afterAttempt, afterLook, dialling, mayDial, REFUSED_REASON, UNCONFIRMED_REASON, type Dial } from "./dial.ts";
import { attemptCall, findAttempt } from "./dialling.ts";
import { closingSighting } from "./fold.ts";
import { deleteRow, rowExists } from "./flush.ts";
import type { RoomDoc } from "./doc.ts";
import { callFactsOf, statusKey, toStatus } from "./translate.ts";

/** Run `work` as the system in the call's organization, on a connection of its own. */
export async function asSystem<T>(room: Room, doc: RoomDoc, work: (tenant: Tenant) => Promise<T>): Promise<T> {
  const database = connect(room.env.HYPERDRIVE.connectionString);
  try {
    return await work(systemTenant(database, doc.orgId));
  } finally {
    await database.close();
  }
}

/** Dial once. That it is about to is on disk before the request leaves: what comes after a crash only looks. */
export async function startDialling(room: Room): Promise<DialAnswer> {
  const { env } = room;
  const { orgId, callId, intent } = room.doc() ?? {};
  if (orgId === undefined || callId === undefined || intent == null) return answerOf(room.doc());
  const server = await vapiServer({
    publicApiUrl: env.PUBLIC_API_URL,
    masterSecret: env.VAPI_WEBHOOK_SECRET,
    orgId,
    callId,
  });
  // Nothing may come between this question and its consequence: two may have got as far as here.
  const doc = room.doc();
  if (doc?.dial == null || !mayDial(doc.dial)) return answerOf(doc);
  room.change({ dial: dialling(room.now()) });
  await room.store.durable();
  const { attempt, call } = await attemptCall(room.vapi, intent, server);
  const now = room.now();
  const dial = room.doc()?.dial;
  if (dial != null) room.change({ dial: afterAttempt(dial, attempt, now) });
  if (call !== undefined) link(room, call);
  return answerOf(room.doc());
}

/** The call is known at Vapi: take over its id, its control address and where it stands. */
export function link(room: Room, call: Payload): void {
  const at = new Date(room.now()).toISOString();
  const status = toStatus(nameAt(call, "status"));
  const isOver = status === "ended" || status === undefined;
  room.apply(
    {
      facts: callFactsOf(call),
      observations: isOver ? [] : [{ key: statusKey(status), at, body: { type: "call.status", status } }],
    },
    "vapi",
  );
}

export function answerOf(doc: RoomDoc | undefined): DialAnswer {
  const dial = doc?.dial;
  if (doc === undefined || dial == null) return { outcome: "pending" };
  switch (dial.state) {
    case "made":
      return { outcome: "made", vapiCallId: dial.vapiCallId, status: doc.progress.status };
    case "refused":
      return dial.reasons.length > 0 ? { outcome: "refused", reasons: dial.reasons } : { outcome: "unavailable" };
    case "failed":
      return { outcome: "failed", error: dial.error };
    default:
      return { outcome: "pending" };
  }
}

/** Close the books on a call that was refused, or take it out of them. */
export async function settle(room: Room, fate: "remove" | "keep"): Promise<void> {
  const doc = room.doc();
  if (doc?.dial?.state !== "refused") return;
  if (fate === "keep")
    return fail(
      room,
      REFUSED_REASON,
      doc.dial.reasons.join("; ") || "The voice provider does not take calls at the moment.",
    );
  try {
    await asSystem(room, doc, (tenant) => deleteRow(tenant, doc.callId));
    await room.forget();
  } catch (err) {
    room.log.error("refused call not removed", err);
  }
}

function fail(room: Room, endedReason: string, error: string): void {
  const doc = room.change({ dial: { state: "failed", error: error.slice(0, 500) } });
  room.apply(closingSighting(endedReason, new Date(room.now()).toISOString(), doc.progress), "reconciled");
}

/** What the alarm does about a dial that is not settled. */
export async function lookAfterDial(room: Room): Promise<void> {
  const doc = room.doc();
  if (doc?.dial == null) return;
  const settled: Record<Dial["state"], () => Promise<void>> = {
    armed: () => wakeArmed(room, doc),
    dialling: async () => {},
    unknown: () => lookForAttempt(room, doc),
    refused: () => settle(room, "keep"),
    made: async () => {},
    failed: async () => {},
  };
  await settled[doc.dial.state]();
}

/** The request that prepared this call died: if it got as far as the row, the call is dialled; nothing was sent yet. */
async function wakeArmed(room: Room, doc: RoomDoc): Promise<void> {
  if (await asSystem(room, doc, (tenant) => rowExists(tenant, doc.callId))) await startDialling(room);
  else await room.forget();
}

async function lookForAttempt(room: Room, doc: RoomDoc): Promise<void> {
  if (doc.dial?.state !== "unknown") return;
  const call = await findAttempt(room.vapi, doc.callId, doc.dial.since);
  const dial = room.doc()?.dial;
  if (dial == null) return;
  const next = afterLook(dial, nameAt(call, "id"));
  if (next.state === "failed") return fail(room, UNCONFIRMED_REASON, next.error);
  room.change({ dial: next });
  if (call !== undefined) link(room, call);
}
