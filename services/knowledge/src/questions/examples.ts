import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** What a caller asked, for the API's description. */
export const EXAMPLE_QUESTION = {
  id: EXAMPLE_IDS.question,
  text: "Où peut-on se garer ?",
  found: false,
  callId: EXAMPLE_IDS.call,
  createdAt: EXAMPLE_TIMES.createdAt,
};
