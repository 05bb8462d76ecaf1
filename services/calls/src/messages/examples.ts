import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

/** A message of a call's conversation, for the API's description. */
export const EXAMPLE_MESSAGE = {
  id: EXAMPLE_IDS.message,
  callId: EXAMPLE_IDS.call,
  position: 0,
  role: "user",
  text: "Bonjour, je voudrais renouveler mon ordonnance, s'il vous plaît.",
  tool: null,
  at: "2026-11-23T08:00:07.046Z",
  secondsFromStart: 1.046,
  durationMs: 4774,
};
