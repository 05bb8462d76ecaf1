import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** A person's own profile, for the API's description. */
export const EXAMPLE_ME = {
  kind: "person",
  id: EXAMPLE_IDS.person,
  label: "Camille Durand",
  organizationId: null,
  scopes: null,
  email: "camille.durand@cabinet.fr",
  fullName: "Camille Durand",
  locale: "fr",
  theme: "system",
  memberships: [{ organization: { id: EXAMPLE_IDS.organization, name: "Cabinet des Tilleuls" }, role: "owner" }],
  ...EXAMPLE_TIMES,
};
