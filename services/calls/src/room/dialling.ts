import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import type { VapiServer } from "@allokoli/shared/vapi/server-object";
import { nameAt, type Payload } from "../vapi/payload.ts";
import { ownCallId } from "../vapi/own-call-id.ts";
import type { Intent } from "./api.ts";
import { SETTLE_MARGIN_MS, type Attempt } from "./dial.ts";

/** Vapi answered and took nothing on: our key, our balance, their pace. No call was made. */
const NOT_MADE = new Set([401, 402, 403, 425, 429]);

/** What Vapi is told. Its call says who it is in three ways: server address, metadata, and the customer's number. */
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
  }),
});

/** A squad's overrides are every member's. */
const withCallee = <Overrides>({ callee: { kind, vapiId } }: Intent, overrides: Overrides) =>
  kind === "assistant"
    ? { assistantId: vapiId, assistantOverrides: overrides }
    : { squadId: vapiId, squadOverrides: overrides };

export type Attempted = { attempt: Attempt; call: Payload | undefined };

/** One attempt to make the call at Vapi. Never throws, never tries again. */
export async function attemptCall(vapi: VapiAdapter, intent: Intent, server: VapiServer): Promise<Attempted> {
  try {
    const call = asPayload(await vapi.createCall(toVapiCall(intent, server)));
    const vapiCallId = nameAt(call, "id");
    return vapiCallId === undefined
      ? { attempt: { outcome: "unknown" }, call: undefined }
      : { attempt: { outcome: "made", vapiCallId }, call };
  } catch (err) {
    if (err instanceof VapiRefused) return { attempt: { outcome: "refused", reasons: err.reasons }, call: undefined };
    const notMade = err instanceof VapiUnavailable && err.status !== undefined && NOT_MADE.has(err.status);
    return { attempt: { outcome: notMade ? "not_made" : "unknown" }, call: undefined };
  }
}

/** Look among Vapi's calls for one that was made by an attempt at `since`. */
export async function findAttempt(vapi: VapiAdapter, callId: string, since: number): Promise<Payload | undefined> {
  const calls = await vapi.callsSince(new Date(since - SETTLE_MARGIN_MS).toISOString());
  return calls.map(asPayload).find((call) => ownCallId(call) === callId);
}

// The SDK's types have no index signature; what it gives is JSON as Vapi sent it, which is read like any other payload.
export const asPayload = (call: object) => call as Payload;
