import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** A test of a suite, for the API's description. */
export const EXAMPLE_TEST = {
  id: EXAMPLE_IDS.test,
  suiteId: EXAMPLE_IDS.testSuite,
  name: "Rendez-vous pour un enfant",
  callId: null,
  channel: "chat",
  language: "fr",
  script: "Vous appelez pour votre fils de quatre ans, qui tousse. Vous êtes libre mercredi après quinze heures.",
  personality: "hurried",
  personalityDetails: null,
  rubrics: [{ text: "L'assistant a demandé le nom et l'âge de l'enfant.", required: true }],
  attempts: 3,
  variables: { cabinet: "Cabinet des Tilleuls" },
  mocks: [{ function: "prendre_rendez_vous", result: "Rendez-vous pris mercredi à quinze heures trente." }],
  ...EXAMPLE_TIMES,
};
