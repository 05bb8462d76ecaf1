/** Operations that no page reaches, each with the reason; `reached-operations.test.ts` holds the list to what is true. */

const WORKSHOP = "Its page is part of the workshop, which comes after the pages of a practice.";

export const UNREACHED: Record<string, string> = {
  discardAssistantDraft: WORKSHOP,
  discardSquadDraft: WORKSHOP,
  getAssistantDraft: WORKSHOP,
  getCallerMessage: "The list of messages has all of each message.",
  getHealth: "For those who watch over the platform; the site asks the gateway itself (lib/voice.ts).",
  getMessage: "A call's page reads all of its messages at once.",
  getSquadDraft: WORKSHOP,
  getSquadVersion: WORKSHOP,
  getWorkflowVersion: WORKSHOP,
  keepAssistantDraft: WORKSHOP,
  keepSquadDraft: WORKSHOP,
  listCallEndReasons: "The site has the same words from packages/shared.",
  listSquadVersions: WORKSHOP,
  publishAssistantDraft: WORKSHOP,
  publishSquadDraft: WORKSHOP,
  receiveVapiMessage: "For Vapi alone.",
  restoreSquadVersion: WORKSHOP,
  validateGraph: WORKSHOP,
  validateWorkflow: WORKSHOP,
};
