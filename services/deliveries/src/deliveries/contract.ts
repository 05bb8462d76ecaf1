import { createRoute, z } from "@hono/zod-openapi";
import { DELIVERY_STATES } from "@allokoli/shared/db/schema/index";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import { IdParam, json, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { AnyEvent } from "../event-types/event.ts";
import { DeliveryAttempt, EXAMPLE_ATTEMPT } from "../lane/attempt.ts";
import { EXAMPLE_DELIVERY } from "./examples.ts";
import { EXAMPLE_EVENT } from "../events/examples.ts";

const delivery = {
  id: z.uuid(),
  webhookId: z.uuid(),
  eventId: z.uuid().describe("`webhook-id` of each attempt"),
  eventType: z.enum(EVENT_TYPES),
  state: z.enum(DELIVERY_STATES).describe("`failed` once no more is tried by itself"),
  attemptCount: z.int(),
  nextAttemptAt: z.iso.datetime().nullable(),
  lastAttemptAt: z.iso.datetime().nullable(),
  lastStatus: z.int().nullable(),
  createdAt: z.iso.datetime(),
};
export const Delivery = z.object(delivery).openapi("Delivery", { example: EXAMPLE_DELIVERY });
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryDetail = z
  .object({
    ...delivery,
    body: AnyEvent.describe("What is sent"),
    attempts: z.array(DeliveryAttempt).describe("The last fifty, newest first"),
  })
  .openapi("DeliveryDetail", {
    example: { ...EXAMPLE_DELIVERY, body: EXAMPLE_EVENT, attempts: [EXAMPLE_ATTEMPT] },
  });

const tags = ["Webhooks"];
const path = "/v1/webhooks/{id}/deliveries";
const DeliveryParams = IdParam.extend({ deliveryId: z.uuid() });

export const listDeliveries = createRoute({
  method: "get",
  path,
  operationId: "listDeliveries",
  summary: "List a webhook's deliveries",
  tags,
  request: {
    params: IdParam,
    query: PageQuery.extend({
      state: z.enum(DELIVERY_STATES).optional(),
      eventType: z.enum(EVENT_TYPES).optional(),
    }),
  },
  responses: { 200: json(pageOf(Delivery)), ...problems("not_found", "validation_failed") },
});

export const getDelivery = createRoute({
  method: "get",
  path: `${path}/{deliveryId}`,
  operationId: "getDelivery",
  summary: "Get a delivery",
  tags,
  description: "With what is sent and what was answered: for admins.",
  request: { params: DeliveryParams },
  responses: { 200: json(DeliveryDetail), ...problems("not_found", "validation_failed") },
});

export const retryDelivery = createRoute({
  method: "post",
  path: `${path}/{deliveryId}/retry`,
  operationId: "retryDelivery",
  summary: "Send a delivery again",
  tags,
  description: "Sent again at once, whatever became of it before, with the whole schedule before it.",
  request: { params: DeliveryParams },
  responses: { 202: json(Delivery, "Queued"), ...problems("not_found", "conflict", "validation_failed") },
});
