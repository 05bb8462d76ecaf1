import { z } from "@hono/zod-openapi";
import { EVENT_TYPES, type EventType } from "@allokoli/shared/events/event-types";
import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";
import { SignedHeaders } from "@allokoli/shared/crypto/signed-headers";
import { eventFields, type AnyEvent } from "./event.ts";
import { EVENT_DATA } from "./schemas.ts";
import { EVENT_TYPE_WORDS } from "./words.ts";

/** An event of one type, with exactly the fields of its data. */
export const sentEvent = (type: EventType) => z.strictObject(eventFields(z.literal(type), EVENT_DATA[type]));

/** Types whose resource is called otherwise than their first part says; a draft's is the kind of thing that it is of. */
const RESOURCES: Record<string, string> = {
  transcript: "call",
  tool: "call",
  draft: "assistant",
  journal: "journal-day",
  limit: "organization",
  ping: "webhook",
};

/** An example of the same, as of one organization. */
export function exampleOfSent(type: EventType, organizationId: string = EXAMPLE_IDS.organization): AnyEvent {
  const [subject = type] = type.split(".");
  // The schemas of all data have JSON in them and nothing else; an optional field is absent or has a value.
  const data = EVENT_TYPE_WORDS[type].example as AnyEvent["data"];
  const resource = RESOURCES[subject] ?? subject;
  const id = resource === "call" ? data["callId"] : data["id"];
  return {
    id: EXAMPLE_IDS.event,
    type,
    createdAt: "2026-11-23T08:02:16.000Z",
    organizationId,
    resource: { type: resource, id: typeof id === "string" ? id : organizationId },
    data,
  };
}

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
