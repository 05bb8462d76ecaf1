import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** A file that has been read, for the API's description. */
export const EXAMPLE_FILE = {
  id: EXAMPLE_IDS.file,
  name: "horaires.txt",
  sizeBytes: 2310,
  mediaType: "text/plain",
  state: "ready",
  failure: null,
  passageCount: 12,
  knowledgeBaseIds: [EXAMPLE_IDS.knowledgeBase],
  ...EXAMPLE_TIMES,
};

/** What stands in it. */
export const EXAMPLE_CONTENT = "Le cabinet est ouvert le samedi de neuf heures à midi.";
