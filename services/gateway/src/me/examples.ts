import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** A person's own profile, for the API's description. */
export const EXAMPLE_ME = {
  id: EXAMPLE_IDS.person,
  email: "camille.durand@cabinet.fr",
  fullName: "Camille Durand",
  locale: "fr",
  theme: "system",
  memberships: [{ organization: { id: EXAMPLE_IDS.organization, name: "Cabinet des Tilleuls" }, role: "owner" }],
  ...EXAMPLE_TIMES,
};
