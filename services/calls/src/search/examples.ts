import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

/** What was found, for the API's description. */
export const EXAMPLE_FOUND = {
  items: [
    {
      type: "assistant",
      id: EXAMPLE_IDS.assistant,
      name: "Cabinet des Tilleuls",
      number: null,
      text: null,
      at: "2026-11-23T08:00:00.000Z",
    },
    {
      type: "call",
      id: EXAMPLE_IDS.call,
      name: "Camille Fontaine",
      number: "+33639981234",
      text: null,
      at: "2026-11-23T08:00:06.000Z",
    },
  ],
};
