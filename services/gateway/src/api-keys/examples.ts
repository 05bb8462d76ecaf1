import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** An API key as it is shown, for the API's description. */
export const EXAMPLE_API_KEY = {
  id: EXAMPLE_IDS.apiKey,
  name: "Zapier",
  role: "member",
  scopes: ["read", "calls", "webhooks"],
  start: "alk_kC0P",
  lastFour: "Uant",
  status: "active",
  createdBy: { id: EXAMPLE_IDS.person, name: "Camille Durand" },
  keptBy: null,
  ...EXAMPLE_TIMES,
  expiresAt: null,
  lastUsedAt: "2026-11-23T09:41:00.000Z",
};

/** Shown this once, and nobody's. */
export const EXAMPLE_NEW_API_KEY = {
  ...EXAMPLE_API_KEY,
  lastUsedAt: null,
  key: "alk_kC0PFI3qfb5Nv2reYHV6iF8BXMDL7BetwVCy4HKeJXy2ZUant",
};
