import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";
import { EXAMPLE_ATTEMPT } from "../lane/attempt.ts";

/** A delivery, for the API's description. */
export const EXAMPLE_DELIVERY = {
  id: EXAMPLE_IDS.delivery,
  webhookId: EXAMPLE_IDS.webhook,
  eventId: EXAMPLE_IDS.event,
  eventType: "assistant.updated",
  state: "delivered",
  attemptCount: 1,
  nextAttemptAt: null,
  lastAttemptAt: EXAMPLE_ATTEMPT.at,
  lastStatus: 200,
  createdAt: "2026-11-23T08:02:16.000Z",
};
