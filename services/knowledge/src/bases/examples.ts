import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** A knowledge base, for the API's description. */
export const EXAMPLE_KNOWLEDGE_BASE = {
  id: EXAMPLE_IDS.knowledgeBase,
  name: "Questions des patients",
  description: "Horaires, tarifs, préparations d'examens",
  fileCount: 1,
  passageCount: 12,
  ...EXAMPLE_TIMES,
};

/** What looks into it. */
export const EXAMPLE_USERS = {
  items: [{ type: "assistant" as const, id: EXAMPLE_IDS.assistant, name: "Secrétariat du cabinet" }],
};
