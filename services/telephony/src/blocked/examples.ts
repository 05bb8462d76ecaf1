import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** A blocked number as it is shown, for the API's description. */
export const EXAMPLE_BLOCKED_NUMBER = {
  id: EXAMPLE_IDS.blockedNumber,
  number: "+33948123456",
  note: "Publicité pour des panneaux solaires",
  answer: "Ce numéro n'est pas accepté par le cabinet. Au revoir.",
  turnedAway: 12,
  lastAt: "2026-11-23T09:41:07.000Z",
  createdBy: { id: EXAMPLE_IDS.person, name: "Camille Durand" },
  ...EXAMPLE_TIMES,
};
