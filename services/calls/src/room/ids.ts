import { parse, stringify, v5 as uuidv5, validate } from "uuid";

/** The name of a call's room: the organization is part of it, so no address leads into another's. */
export const roomName = (orgId: string, callId: string) => `${orgId}/${callId}`;

/** Our id of a call that we did not start: Vapi's, or made from it, so that the room is found without a lookup. */
export const adoptedCallId = (orgId: string, vapiCallId: string) =>
  validate(vapiCallId) ? vapiCallId.toLowerCase() : uuidv5(vapiCallId, orgId);

/** An id that repeats for the same thing of the same call: a message, an outgoing event. */
export const derivedId = (callId: string, what: string) => uuidv5(what, callId);

/**
 * The id of the n-th of several calls created together: the time of `creationId` and the place in the list, then bits
 * that depend on nothing else. So a repeat makes the same ids, and they sort in the order of the customers.
 */
export function siblingId(creationId: string, index: number): string {
  const id = parse(uuidv5(`sibling ${index}`, creationId));
  id.set(parse(creationId).subarray(0, 6), 0);
  id[6] = 0x70 | (index >> 8);
  id[7] = index & 0xff;
  return stringify(id);
}
