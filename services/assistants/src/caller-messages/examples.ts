import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** A message of a caller, for the API's description. */
export const EXAMPLE_CALLER_MESSAGE = {
  id: EXAMPLE_IDS.callerMessage,
  callId: EXAMPLE_IDS.call,
  assistantId: EXAMPLE_IDS.assistant,
  callerName: "Hugo Lefèvre",
  callerNumber: "+33639981234",
  subject: "Renouvellement d'ordonnance",
  body: "Il me reste trois jours de traitement. Pouvez-vous me rappeler avant mercredi ?",
  isUrgent: false,
  handledAt: EXAMPLE_TIMES.updatedAt,
  handledBy: EXAMPLE_IDS.person,
  assignedTo: EXAMPLE_IDS.person,
  note: "Rappelé à 10 h, ordonnance prête jeudi.",
  createdAt: EXAMPLE_TIMES.createdAt,
};
