import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { isNothingDone, VapiRefused } from "@allokoli/shared/vapi/errors";
import { vapiServer, type VapiServer } from "@allokoli/shared/vapi/server-object";
import { ownCallId, ownOrgId } from "../../vapi/own-call.ts";
import { asPayload, nameAt, type Payload } from "../../vapi/payload.ts";
import { closingSighting } from "../events/fold.ts";
import { statusKey, toStatus } from "../events/translate.ts";
import type { DialAnswer, Intent } from "../state/call.ts";
import type { Dial, RoomDoc } from "../state/doc.ts";
import type { Room } from "../state/room.ts";
import { asSystem, deleteRow, rowExists } from "../sync/row.ts";
import {
  afterAttempt,
  afterLook,
  dialling,
  mayDial,
  REFUSED_REASON,
  SETTLE_MARGIN_MS,
  UNCONFIRMED_REASON,
  type Attempt,
} from "./dial.ts";
import { bind } from "./identify.ts";

/** The request to Vapi. The call can be recognized by its server address, metadata, and customer's number. */
const toVapiCall = (intent: Intent, server: VapiServer) => ({
  ...(intent.phoneNumberId !== null && { phoneNumberId: intent.phoneNumberId }),
  customer: { number: intent.customer.number, ...(intent.customer.name !== null && { name: intent.customer.name }) },
  ...(intent.name !== null && { name: intent.name }),
  ...(intent.schedule !== null && {
    schedulePlan: {
      earliestAt: intent.schedule.earliestAt,
      ...(intent.schedule.latestAt !== null && { latestAt: intent.schedule.latestAt }),
    },
  }),
  ...withCallee(intent, {
    server,
    metadata: { allokoliCallId: intent.callId, allokoliOrgId: intent.orgId },
    variableValues: intent.variables,
    ...(intent.maxDurationSeconds !== undefined && { maxDurationSeconds: intent.maxDurationSeconds }),
  }),
});

/** A squad's overrides apply to every member. */
const withCallee = <Overrides>({ callee: { kind, vapiId } }: Intent, overrides: Overrides) =>
  kind === "assistant"
    ? { assistantId: vapiId, assistantOverrides: overrides }
    : { squadId: vapiId, squadOverrides: overrides };

export type Attempted = { attempt: Attempt; call: Payload | undefined };

/** One attempt to make the call at Vapi. Never throws, never retries. */
export async function attemptCall(
  vapi: Pick<VapiAdapter, "createCall">,
  intent: Intent,
  server: VapiServer,
): Promise<Attempted> {
  try {
    const call = asPayload(await vapi.createCall(toVapiCall(intent, server)));
    const vapiCallId = nameAt(call, "id");
    return vapiCallId === undefined
      ? { attempt: { outcome: "unknown" }, call: undefined }
      : { attempt: { outcome: "made", vapiCallId }, call };
  } catch (err) {
    if (err instanceof VapiRefused) return { attempt: { outcome: "refused", reasons: err.reasons }, call: undefined };
    return { attempt: { outcome: isNothingDone(err) ? "not_made" : "unknown" }, call: undefined };
  }
}

/** Find the call that an attempt at `since` made for this intent among Vapi's calls. */
export async function findAttempt(
  vapi: VapiAdapter,
  { orgId, callId }: Pick<Intent, "orgId" | "callId">,
  since: number,
): Promise<Payload | undefined> {
  const calls = await vapi.callsSince(new Date(since - SETTLE_MARGIN_MS).toISOString());
  return calls.map(asPayload).find((call) => ownCallId(call) === callId && ownOrgId(call) === orgId);
}

/** Dial once. The state `dialling` is on disk before the request leaves, so that after a crash the room only looks. */
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
  // No await between this check and the change: two callers may have come this far.
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

/** The call is known at Vapi: take over its id, its control address and its status. */
export function link(room: Room, call: Payload): void {
  bind(room, call);
  const at = new Date(room.now()).toISOString();
  const status = toStatus(nameAt(call, "status"));
  const isOver = status === "ended" || status === undefined;
  room.apply(
    {
      facts: {},
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

/** Close a call that was refused, or delete its row. */
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

/** What the alarm does in each state of dialling. */
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

/** The request that prepared this call died and sent nothing: if the row exists, dial; else forget the call. */
async function wakeArmed(room: Room, doc: RoomDoc): Promise<void> {
  if (await asSystem(room, doc, (tenant) => rowExists(tenant, doc.callId))) await startDialling(room);
  else await room.forget();
}

async function lookForAttempt(room: Room, doc: RoomDoc): Promise<void> {
  if (doc.dial?.state !== "unknown") return;
  const call = await findAttempt(room.vapi, doc, doc.dial.since);
  const dial = room.doc()?.dial;
  if (dial == null) return;
  const next = afterLook(dial, nameAt(call, "id"));
  if (next.state === "failed") return fail(room, UNCONFIRMED_REASON, next.error);
  room.change({ dial: next });
  if (call !== undefined) link(room, call);
}
