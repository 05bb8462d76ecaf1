import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

/** An entry of the log, for the API's description. */
export const EXAMPLE_LOG_ENTRY = {
  id: EXAMPLE_IDS.logEntry,
  at: "2026-11-23T08:12:30.000Z",
  actor: { kind: "person", id: EXAMPLE_IDS.person, name: "Camille Durand" },
  action: "knowledge-base.created",
  resource: { type: "knowledge-base", id: EXAMPLE_IDS.knowledgeBase },
  outcome: "done",
  requestId: EXAMPLE_IDS.request,
  detail: { name: "Questions des patients" },
  sentence: {
    fr: "Camille Durand a créé une base de connaissances « Questions des patients ».",
    en: "Camille Durand created a knowledge base “Questions des patients”.",
  },
};
