import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { RECEIVE_PATH } from "@allokoli/shared/vapi/server-object";
import { validate } from "uuid";
import { ownCallId, ownOrgId } from "./own-call.ts";
import { asPayload, nameAt, objectAt, objectsAt, type Payload } from "./payload.ts";

/** A call of ours, and its callee's id at Vapi where we know it. */
export type Whose = { orgId: string; callId: string; calleeVapiId?: string | undefined };

export type Identified =
  | { outcome: "ours"; call: Payload }
  /** Vapi has it, but nothing there shows that it is this organization's, or something shows that it is another's. */
  | { outcome: "foreign" }
  /** Vapi does not know it. */
  | { outcome: "absent" };

/** The organization that our database has for a call at Vapi: by who answers, else by the number that was called. */
export type FindOwners = (call: Payload) => Promise<string[]>;

/** A call from a browser uses no number, whatever the payload says. */
export const lineOf = (call: Payload) =>
  nameAt(call, "type") === "webCall" ? undefined : nameAt(call, "phoneNumberId");

/** Where the owner is looked up: at Vapi, and in our own database where Vapi does not say. */
export type Sources = {
  vapi: Pick<VapiAdapter, "findCall" | "findAssistant" | "findSquad" | "findPhoneNumber">;
  findOwners: FindOwners;
};

/**
 * Check that a call at Vapi is the organization's before any field is used: all share one key, and an id can be
 * anybody's. It is ours by our marks in the call, or by the metadata or server address of its assistant, squad or
 * number. If the answerer is gone from Vapi, or was created anew, our database and the number decide.
 * @throws {VapiUnavailable} or {VapiRefused} when Vapi cannot be asked, and the database's error when it fails
 */
export async function identifyCall(sources: Sources, vapiCallId: string, whose: Whose): Promise<Identified> {
  // Vapi's ids are UUIDs; anything else in the path would make another request.
  if (!validate(vapiCallId)) return { outcome: "foreign" };
  const found = await sources.vapi.findCall(vapiCallId);
  if (found === undefined) return { outcome: "absent" };
  const call = asPayload(found);
  return (await isOurs(sources, call, vapiCallId, whose)) ? { outcome: "ours", call } : { outcome: "foreign" };
}

/**
 * Vapi's id in a call's row, if it is this organization's: checked when it was written, or now at Vapi. Rows from
 * before ids were checked may have another organization's.
 * @throws as `identifyCall` does
 */
export async function findChecked(
  sources: Sources,
  { vapiCallId, isChecked, ...whose }: Whose & { vapiCallId: string | null; isChecked: boolean },
): Promise<string | undefined> {
  if (vapiCallId === null || isChecked) return vapiCallId ?? undefined;
  return (await identifyCall(sources, vapiCallId, whose)).outcome === "ours" ? vapiCallId : undefined;
}

async function isOurs(
  sources: Sources,
  call: Payload,
  vapiCallId: string,
  { orgId, callId, calleeVapiId }: Whose,
): Promise<boolean> {
  if (nameAt(call, "id") !== vapiCallId) return false;
  const made = { orgId: ownOrgId(call), callId: ownCallId(call) };
  if (made.orgId !== undefined || made.callId !== undefined) {
    const runsOn = nameAt(call, "assistantId") ?? nameAt(call, "squadId");
    const isOnCallee = calleeVapiId === undefined || runsOn === calleeVapiId;
    return made.orgId === orgId && made.callId === callId && isOnCallee;
  }
  return isOnlyOf(orgId, await organizationsBehind(sources, call));
}

const isOnlyOf = (orgId: string, named: string[]) => named.length > 0 && named.every((name) => name === orgId);

/** The organizations of what the call runs on. The call itself is no proof: whoever starts it may write into it. */
async function organizationsBehind({ vapi, findOwners }: Sources, call: Payload): Promise<string[]> {
  const answerer = await organizationsOfAnswerer(vapi, call);
  if (answerer !== undefined && answerer.length > 0) return answerer;
  const line = await organizationsOfLine(vapi, call);
  // Without an answerer the number alone decides. Otherwise it may have been another organization's assistant.
  return answerer === undefined ? line : [...line, ...(await findOwners(call))];
}

/** The organizations of the answering assistant or squad: none when it is gone from Vapi; undefined without one. */
async function organizationsOfAnswerer(vapi: Sources["vapi"], call: Payload): Promise<string[] | undefined> {
  const assistantId = nameAt(call, "assistantId");
  if (assistantId !== undefined) return organizationsIn(await vapi.findAssistant(assistantId));
  const squadId = nameAt(call, "squadId");
  if (squadId === undefined) return undefined;
  const squad = await vapi.findSquad(squadId);
  const members = squad === undefined ? [] : objectsAt(asPayload(squad), "members");
  return members.flatMap((member) =>
    organizationsIn(objectAt(member, "assistantOverrides") ?? objectAt(member, "assistant")),
  );
}

async function organizationsOfLine(vapi: Sources["vapi"], call: Payload): Promise<string[]> {
  const phoneNumberId = lineOf(call);
  return phoneNumberId === undefined ? [] : organizationsIn(await vapi.findPhoneNumber(phoneNumberId));
}

/** The organizations that our own assistants, members and numbers name. */
function organizationsIn(thing: object | undefined): string[] {
  if (thing === undefined) return [];
  const payload = asPayload(thing);
  const url = URL.parse(nameAt(payload, "server", "url") ?? "");
  const byAddress = url?.pathname === RECEIVE_PATH ? url.searchParams.get("org") : null;
  return [nameAt(payload, "metadata", "allokoliOrgId"), byAddress ?? undefined].flatMap((orgId) =>
    orgId === undefined ? [] : [orgId.toLowerCase()],
  );
}
