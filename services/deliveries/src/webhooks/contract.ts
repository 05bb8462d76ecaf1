import { createRoute, z } from "@hono/zod-openapi";
import { ENDPOINT_STATES } from "@allokoli/shared/db/schema/index";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import {
  IdempotencyKey,
  IdParam,
  IfMatch,
  json,
  jsonBody,
  pageOf,
  PageQuery,
  problems,
} from "@allokoli/shared/http/contract";
import { Moment } from "@allokoli/shared/http/moment";
import { ROTATION, RotationQuery } from "@allokoli/shared/http/rotation";
import { isStorable } from "@allokoli/shared/http/storable";
import { openTo } from "@allokoli/shared/scopes/scopes";
import { DeliveryAttempt } from "../lane/attempt.ts";
import { EXAMPLE_NEW_WEBHOOK, EXAMPLE_PING, EXAMPLE_REPLAY, EXAMPLE_SECRET, EXAMPLE_WEBHOOK } from "./examples.ts";

const UNSTORABLE = "has a character that cannot be kept";
const EventTypes = z
  .array(z.enum(EVENT_TYPES))
  .min(1)
  .max(EVENT_TYPES.length)
  .refine((types) => new Set(types).size === types.length, "names a type twice");

const fields = {
  url: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .refine(isStorable, UNSTORABLE)
    .describe("Where events are sent: https, an address on the public internet"),
  description: z.string().trim().min(1).max(200).refine(isStorable, UNSTORABLE).nullable(),
  eventTypes: EventTypes.nullable().describe("What it wants to hear of; null for everything, what is to come included"),
  state: z.enum(ENDPOINT_STATES),
};

export const CreateWebhook = z
  .strictObject({
    url: fields.url,
    description: fields.description.optional(),
    eventTypes: fields.eventTypes.optional(),
    state: fields.state.optional(),
  })
  .openapi("CreateWebhook", {
    example: {
      url: "https://crm.cabinet.example/allokoli",
      description: "Le dossier des patients",
      eventTypes: ["call.ended", "call.report"],
    },
  });

export const UpdateWebhook = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateWebhook", { example: { eventTypes: ["call.report"] } });
export type UpdateWebhook = z.infer<typeof UpdateWebhook>;

const webhook = {
  id: z.uuid(),
  url: z.string(),
  description: z.string().nullable(),
  eventTypes: z.array(z.enum(EVENT_TYPES)).nullable(),
  state: z.enum(ENDPOINT_STATES),
  disabledReason: z.string().nullable().describe("Why we disabled it; null when a person did, or nobody"),
  failingSince: z.iso.datetime().nullable().describe("Since when nothing could be delivered; null while it works"),
  pausedUntil: z.iso
    .datetime()
    .nullable()
    .describe("Until when it asked to be left alone (429 or 503 with Retry-After), an hour at most"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};
export const Webhook = z.object(webhook).openapi("Webhook", { example: EXAMPLE_WEBHOOK });
export type Webhook = z.infer<typeof Webhook>;

export const NewWebhook = z
  .object({
    ...webhook,
    secret: z
      .string()
      .nullable()
      .describe("Signs what is sent (Standard Webhooks), this once; null when the request is repeated"),
  })
  .openapi("NewWebhook", { example: EXAMPLE_NEW_WEBHOOK });
type NewWebhook = z.infer<typeof NewWebhook>;

/** The part of such an answer that is stored for a repeated request: without the secret. */
export const withoutSecret = (body: string) =>
  JSON.stringify({ ...NewWebhook.parse(JSON.parse(body)), secret: null } satisfies NewWebhook);

const WebhookSecret = z
  .object({
    secret: z.string().describe("What is sent from now on is signed with it. Shown this once"),
    previousExpiresAt: z.iso
      .datetime()
      .nullable()
      .describe("Until then what is sent carries a signature of the one before too; null when it was ended"),
  })
  .openapi("WebhookSecret", { example: EXAMPLE_SECRET });

const WebhookPing = z
  .object({ deliveryId: z.uuid(), isDelivered: z.boolean(), attempt: DeliveryAttempt })
  .openapi("WebhookPing", { example: EXAMPLE_PING });

const ReplayEvents = z
  .strictObject({
    from: Moment.describe("The first moment; events are kept for 30 days"),
    to: Moment.optional().describe("The last moment; now, without it"),
    eventTypes: EventTypes.optional().describe("Only these, of those that the webhook wants"),
  })
  .refine(({ from, to }) => to === undefined || Date.parse(to) >= Date.parse(from), {
    path: ["to"],
    message: "is before from",
  })
  .openapi("ReplayEvents", { example: { from: "2026-11-23T08:00:00Z", eventTypes: ["call.report"] } });
export type ReplayEvents = z.infer<typeof ReplayEvents>;

const Replay = z
  .object({
    queued: z.int(),
    continueFrom: z.iso.datetime().nullable().describe("Where to go on, when there are more than are taken at once"),
  })
  .openapi("Replay", { example: EXAMPLE_REPLAY });

const ETag = z.object({ ETag: z.string() });
const answer = { ...json(Webhook), headers: ETag };
const tags = ["Webhooks"];
const path = "/v1/webhooks";

export const listWebhooks = createRoute({
  method: "get",
  path,
  operationId: "listWebhooks",
  security: openTo("read", "webhooks"),
  summary: "List webhooks",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(Webhook)), ...problems("validation_failed") },
});

export const createWebhook = createRoute({
  method: "post",
  path,
  operationId: "createWebhook",
  security: openTo("write", "webhooks"),
  summary: "Create a webhook",
  tags,
  description:
    "Events from then on are sent to it, signed with the secret that is in this answer and in none after it: a repeat with the same `Idempotency-Key` has `null` in its place.",
  request: { body: jsonBody(CreateWebhook), headers: IdempotencyKey },
  responses: {
    201: { ...json(NewWebhook), headers: ETag },
    ...problems(
      "limit_reached",
      "bad_json",
      "conflict",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
      "misconfigured",
    ),
  },
});

export const getWebhook = createRoute({
  method: "get",
  path: `${path}/{id}`,
  operationId: "getWebhook",
  security: openTo("read", "webhooks"),
  summary: "Get a webhook",
  tags,
  request: { params: IdParam },
  responses: { 200: answer, ...problems("not_found", "validation_failed") },
});

export const updateWebhook = createRoute({
  method: "patch",
  path: `${path}/{id}`,
  operationId: "updateWebhook",
  summary: "Update a webhook",
  tags,
  description:
    "Disabled, it is sent nothing, and what happens meanwhile is not kept for it: `replay` sends it afterwards.",
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateWebhook) },
  responses: {
    200: answer,
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const deleteWebhook = createRoute({
  method: "delete",
  path: `${path}/{id}`,
  operationId: "deleteWebhook",
  security: openTo("write", "webhooks"),
  summary: "Delete a webhook",
  description: "What is deleted may be deleted again: the answer is the same.",
  tags,
  request: { params: IdParam, headers: IfMatch },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "precondition_failed", "validation_failed") },
});

export const pingWebhook = createRoute({
  method: "post",
  path: `${path}/{id}/ping`,
  operationId: "pingWebhook",
  summary: "Ping a webhook",
  tags,
  description: "A `ping` is sent at once, whether it is enabled or not, and what came back is answered.",
  request: { params: IdParam },
  responses: { 200: json(WebhookPing), ...problems("not_found", "validation_failed", "misconfigured") },
});

export const rotateWebhookSecret = createRoute({
  method: "post",
  path: `${path}/{id}/rotate-secret`,
  operationId: "rotateWebhookSecret",
  summary: "Rotate a webhook's secret",
  tags,
  description: ROTATION,
  request: { params: IdParam, query: RotationQuery },
  responses: { 200: json(WebhookSecret), ...problems("not_found", "conflict", "validation_failed", "misconfigured") },
});

export const replayEvents = createRoute({
  method: "post",
  path: `${path}/{id}/replay`,
  operationId: "replayEvents",
  summary: "Replay events to a webhook",
  tags,
  description:
    "Every event of that time that it wants is sent again, under its own id, those that arrived included. At most 5000 at once, the oldest first.",
  request: { params: IdParam, body: jsonBody(ReplayEvents) },
  responses: {
    200: json(Replay),
    ...problems("bad_json", "not_found", "conflict", "validation_failed", "payload_too_large"),
  },
});
