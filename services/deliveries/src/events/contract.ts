import { createRoute, z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import { IdParam, json, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { Moment } from "@allokoli/shared/http/moment";
import { AnyEvent } from "../event-types/event.ts";
import { EXAMPLE_EVENT } from "./examples.ts";

const OutgoingEvent = AnyEvent.openapi("Event", { example: EXAMPLE_EVENT });

const tags = ["Events"];

export const listEvents = createRoute({
  method: "get",
  path: "/v1/events",
  operationId: "listEvents",
  summary: "List events",
  tags,
  description:
    "What happened in the last 30 days, in the shape in which webhooks are sent it. With `sample=true` and a `type` the list is never empty: where nothing fits, it has the example of that type.",
  request: {
    query: PageQuery.extend({
      sample: z
        .enum(["true", "false"])
        .default("false")
        .describe("For tools that show an event before there is one; with `type`"),
      type: z.enum(EVENT_TYPES).optional(),
      resourceType: z
        .string()
        .regex(/^[a-z-]{1,40}$/, "is not a kind of thing, such as phone-number")
        .optional(),
      resourceId: z.uuid().optional(),
      from: Moment.optional(),
      to: Moment.optional(),
    }).refine(({ sample, type }) => sample === "false" || type !== undefined, {
      path: ["type"],
      message: "has to be said for a sample",
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
