import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

/** A member of an organization, for the API's description. */
export const EXAMPLE_MEMBER = {
  id: EXAMPLE_IDS.member,
  name: "Nadia Benali",
  email: "nadia.benali@cabinet.fr",
  role: "admin",
  joinedAt: "2026-11-23T08:00:00.000Z",
};

export const EXAMPLE_SETTLED_KEYS = {
  revokedApiKeys: [{ id: EXAMPLE_IDS.apiKey, name: "Zapier" }],
  keptApiKeys: [],
};
