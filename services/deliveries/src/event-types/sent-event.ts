import { z } from "@hono/zod-openapi";
import { EVENT_TYPES, type EventType } from "@allokoli/shared/events/event-types";
import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";
import { SignedHeaders } from "@allokoli/shared/crypto/signed-headers";
import { EVENT_DATA } from "./schemas.ts";
import { EVENT_TYPE_WORDS } from "./words.ts";

/** What an endpoint is sent of an event. */
export const sentEvent = (type: EventType) =>
  z.strictObject({
    id: z.uuid().describe("The event's: `webhook-id` of each attempt"),
    type: z.literal(type),
    createdAt: z.iso.datetime(),
    organizationId: z.uuid(),
    data: EVENT_DATA[type],
  });

/** An example of the same. */
export const exampleOfSent = <Type extends EventType>(type: Type) => ({
  id: EXAMPLE_IDS.event,
  type,
  createdAt: "2026-11-23T08:02:16.000Z",
  organizationId: EXAMPLE_IDS.organization,
  data: EVENT_TYPE_WORDS[type].example,
});

/** Each event that webhooks are sent, for the API's description. */
export const sentEvents = EVENT_TYPES.map((type) => ({
  method: "post" as const,
  path: type,
  operationId: `sent:${type}`,
  summary: type,
  description: `${EVENT_TYPE_WORDS[type].en} Sent to the webhooks that want to hear of it, within moments and at least once; whoever must not do a thing twice remembers \`webhook-id\`.`,
  tags: ["Events"],
  security: [],
  request: {
    headers: SignedHeaders,
    body: {
      required: true,
      content: { "application/json": { schema: sentEvent(type), example: exampleOfSent(type) } },
    },
  },
  responses: {
    "2XX": { description: "Delivered. Nothing of the answer is read, but for its first 4 KB, which are shown to you" },
    "4XX": { description: "Tried again over three days; 410 disables the webhook" },
    "5XX": { description: "Tried again over three days" },
  },
}));
