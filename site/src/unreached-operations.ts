/** Operations that no page reaches, each with the reason; `reached-operations.test.ts` holds the list to what is true. */

const WITH_THE_DRAFT = "The editor has the faults with the answer that keeps its draft.";
const IN_THE_DRAFT = "A squad's page changes its members in the draft, which is published as a whole.";

export const UNREACHED: Record<string, string> = {
  addSquadMember: IN_THE_DRAFT,
  changeSquadMember: IN_THE_DRAFT,
  getCallerMessage: "The list of messages has all of each message.",
  getErasure: "The list of erasures has all of each.",
  getHealth: "For those who watch over the platform; the site asks the gateway itself (lib/voice.ts).",
  getMessage: "A call's page reads all of its messages at once.",
  listCallEndReasons: "The site has the same words from packages/shared.",
  listJournalDays: "For who keeps the hashes of all days elsewhere; a call's journal leads to its own days.",
  listSquadMembers: "A squad has its members with it.",
  receiveVapiMessage: "For Vapi alone.",
  removeSquadMember: IN_THE_DRAFT,
  updateSquad: IN_THE_DRAFT,
  validateGraph: WITH_THE_DRAFT,
  validateWorkflow: WITH_THE_DRAFT,
};
