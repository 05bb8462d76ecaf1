import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";
import { EXAMPLE_ATTEMPT } from "../lane/attempt.ts";

const secret = "whsec_XR4aJ6h+BIUXAXpTkqzZHQ7vIi+AcOdsNzkZldSy4L8=";

/** A webhook, for the API's description. */
export const EXAMPLE_WEBHOOK = {
  id: EXAMPLE_IDS.webhook,
  url: "https://crm.cabinet.example/allokoli",
  description: "Le dossier des patients",
  eventTypes: ["call.ended", "call.report"],
  state: "enabled",
  disabledReason: null,
  failingSince: null,
  pausedUntil: null,
  ...EXAMPLE_TIMES,
};

export const EXAMPLE_NEW_WEBHOOK = { ...EXAMPLE_WEBHOOK, secret };
export const EXAMPLE_SECRET = { secret, previousExpiresAt: "2026-11-24T08:12:30.000Z" };
export const EXAMPLE_PING = { deliveryId: EXAMPLE_IDS.delivery, isDelivered: true, attempt: EXAMPLE_ATTEMPT };
export const EXAMPLE_REPLAY = { queued: 3, continueFrom: null };
