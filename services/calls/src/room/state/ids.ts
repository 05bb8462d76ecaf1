import { parse, stringify, v5 as uuidv5, validate } from "uuid";

/** The name of a call's room. The organization is part of it, so no id leads to another organization's room. */
export const roomName = (orgId: string, callId: string) => `${orgId}/${callId}`;

/** The call that the name of a room stands for. */
export function refOfRoom(name: string | undefined): { orgId: string; callId: string } | undefined {
  const [orgId, callId, ...more] = name?.split("/") ?? [];
  return orgId === undefined || callId === undefined || more.length > 0 ? undefined : { orgId, callId };
}

/** Our id of a call that we did not start: Vapi's, or derived from it, so that the room is found without a lookup. */
export const adoptedCallId = (orgId: string, vapiCallId: string) =>
  validate(vapiCallId) ? vapiCallId.toLowerCase() : uuidv5(vapiCallId, orgId);

/**
 * The id of the n-th of several calls created together: the time of `creationId` and the place in the list, then bits
 * that depend on nothing else. So a repeat gives the same ids, and they sort in the order of the customers.
 */
export function siblingId(creationId: string, index: number): string {
  const id = parse(uuidv5(`sibling ${index}`, creationId));
  id.set(parse(creationId).subarray(0, 6), 0);
  id[6] = 0x70 | (index >> 8);
  id[7] = index & 0xff;
  return stringify(id);
}
