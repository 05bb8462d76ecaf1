import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

const times = { createdAt: "2026-11-23T08:00:00.000Z", expiresAt: "2026-11-30T08:00:00.000Z" };

/** An invitation as the organization sees it, for the API's description. */
export const EXAMPLE_INVITATION = {
  id: EXAMPLE_IDS.invitation,
  email: "camille.durand@cabinet.fr",
  role: "member",
  mail: "sent",
  status: "open",
  ...times,
};

/** The same as the invited person sees it. */
export const EXAMPLE_OWN_INVITATION = {
  id: EXAMPLE_IDS.invitation,
  organization: { id: EXAMPLE_IDS.organization, name: "Cabinet des Tilleuls" },
  role: "member",
  invitedBy: "Claire Petit",
  ...times,
};
