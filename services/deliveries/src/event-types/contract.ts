import { createRoute, z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import { json, JsonValue, pageOf, problems } from "@allokoli/shared/http/contract";
import { EVENT_TYPE_WORDS } from "./words.ts";

export const EventTypeWords = z
  .object({
    type: z.enum(EVENT_TYPES),
    fr: z.string(),
    en: z.string(),
    example: z.record(z.string(), JsonValue).describe("The data of such an event"),
  })
  .openapi("EventType", { example: { type: "call.report", ...EVENT_TYPE_WORDS["call.report"] } });

export const listEventTypes = createRoute({
  method: "get",
  path: "/v1/event-types",
  operationId: "listEventTypes",
  summary: "List event types",
  tags: ["Events"],
  description: "What webhooks can be told of, in plain words, with an example of each.",
  responses: { 200: json(pageOf(EventTypeWords)), ...problems() },
});
