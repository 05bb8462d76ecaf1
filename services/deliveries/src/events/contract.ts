import { createRoute, z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import { IdParam, json, JsonValue, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { Moment } from "@allokoli/shared/http/moment";
import { EXAMPLE_EVENT } from "./examples.ts";

export const OutgoingEvent = z
  .object({
    id: z.uuid(),
    type: z.enum(EVENT_TYPES),
    createdAt: z.iso.datetime(),
    organizationId: z.uuid(),
    resource: z.object({ type: z.string(), id: z.uuid() }).describe("What it is about"),
    data: z.record(z.string(), JsonValue).describe("By type: see /v1/event-types"),
  })
  .openapi("Event", { example: EXAMPLE_EVENT });

const tags = ["Events"];

export const listEvents = createRoute({
  method: "get",
  path: "/v1/events",
  operationId: "listEvents",
  summary: "List events",
  tags,
  description: "What happened in the last 30 days, as webhooks are told of it.",
  request: {
    query: PageQuery.extend({
      type: z.enum(EVENT_TYPES).optional(),
      resourceType: z
        .string()
        .regex(/^[a-z-]{1,40}$/, "is not a kind of thing, such as phone-number")
        .optional(),
      resourceId: z.uuid().optional(),
      from: Moment.optional(),
      to: Moment.optional(),
    }),
  },
  responses: { 200: json(pageOf(OutgoingEvent)), ...problems("validation_failed") },
});

export const getEvent = createRoute({
  method: "get",
  path: "/v1/events/{id}",
  operationId: "getEvent",
  summary: "Get an event",
  tags,
  request: { params: IdParam },
  responses: { 200: json(OutgoingEvent), ...problems("not_found", "validation_failed") },
});
