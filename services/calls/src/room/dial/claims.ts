import type { Claim, RoomDoc } from "../state/doc.ts";
import type { Claims } from "../events/translate.ts";

/** What in a message belongs to another call than the room's; undefined when nothing does. */
export function contradictionIn({ orgId, callId, atVapi, dial }: RoomDoc, claims: Claims): string | undefined {
  if (dial?.state === "armed") return "a call that was not placed yet";
  if (claims.orgId !== undefined && claims.orgId !== orgId) return "another organization";
  if (claims.callId !== undefined && claims.callId !== callId) return "another call of ours";
  const { vapiCallId } = claims;
  if (atVapi !== null && vapiCallId !== undefined && vapiCallId !== atVapi.callId) return "another call of Vapi's";
  return undefined;
}

/**
 * The id that a message gives to a call of ours whose own id is not known yet. One claim at a time is checked; once the
 * id is known, none is needed.
 */
export function claimIn({ dial, atVapi, claim }: RoomDoc, { vapiCallId }: Claims, now: number): Claim | undefined {
  if (vapiCallId === undefined || atVapi !== null || claim !== null || dial === null) return undefined;
  return { vapiCallId, atMs: now, attempts: 0 };
}
