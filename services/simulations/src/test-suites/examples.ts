import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** A test suite, for the API's description. */
export const EXAMPLE_TEST_SUITE = {
  id: EXAMPLE_IDS.testSuite,
  name: "Prise de rendez-vous",
  description: "Ce que le cabinet attend d'un appel",
  testCount: 1,
  ...EXAMPLE_TIMES,
};
