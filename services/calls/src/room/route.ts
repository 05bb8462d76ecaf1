import { validate } from "uuid";
import { ownCallId } from "../vapi/own-call.ts";
import { nameAt, objectAt } from "../vapi/payload.ts";
import { adoptedCallId } from "./state/ids.ts";

/** Which call a message is about, and whether we started it. */
export type Destination = { callId: string; own: boolean };

/**
 * From the address that Vapi called, else from the metadata that we sent with the call, else from Vapi's own id. The
 * assistant's metadata is not used: it outlives the call, and a tenant may have written it.
 */
export function destinationOf(
  orgId: string,
  callId: string | null,
  message: Record<string, unknown>,
): Destination | undefined {
  if (callId !== null && validate(callId)) return { callId: callId.toLowerCase(), own: true };
  const told = ownCallId(objectAt(message, "call"));
  if (told !== undefined && validate(told)) return { callId: told.toLowerCase(), own: true };
  const vapiCallId = nameAt(message, "call", "id");
  return vapiCallId === undefined ? undefined : { callId: adoptedCallId(orgId, vapiCallId), own: false };
}
