/** Operations that no page reaches, each with the reason; `reached-operations.test.ts` holds the list to what is true. */

const PUBLISHED_AT_ONCE = "The pages of assistants and squads publish at once: their drafts have no page yet.";
const GONE_BACK_TO =
  "A workflow's page lists what it was and leads back to it; it does not show one version, nor a squad's.";
const WITH_THE_DRAFT = "The editor has the faults with the answer that keeps its draft.";

export const UNREACHED: Record<string, string> = {
  discardAssistantDraft: PUBLISHED_AT_ONCE,
  discardSquadDraft: PUBLISHED_AT_ONCE,
  getCallerMessage: "The list of messages has all of each message.",
  getHealth: "For those who watch over the platform; the site asks the gateway itself (lib/voice.ts).",
  getMessage: "A call's page reads all of its messages at once.",
  getSquadVersion: GONE_BACK_TO,
  getWorkflowVersion: GONE_BACK_TO,
  keepAssistantDraft: PUBLISHED_AT_ONCE,
  keepSquadDraft: PUBLISHED_AT_ONCE,
  listCallEndReasons: "The site has the same words from packages/shared.",
  listSquadVersions: GONE_BACK_TO,
  receiveVapiMessage: "For Vapi alone.",
  restoreSquadVersion: GONE_BACK_TO,
  validateGraph: WITH_THE_DRAFT,
  validateWorkflow: WITH_THE_DRAFT,
};
