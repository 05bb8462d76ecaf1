import { createRoute, z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import { json, pageOf, problems } from "@allokoli/shared/http/contract";
import { openTo } from "@allokoli/shared/scopes/scopes";
import { AnyEvent } from "./event.ts";
import { exampleOfSent } from "./sent-event.ts";
import { EVENT_TYPE_WORDS } from "./words.ts";

export const EventTypeWords = z
  .object({
    type: z.enum(EVENT_TYPES),
    fr: z.string(),
    en: z.string(),
    example: AnyEvent.describe("Such an event, whole: as it is listed and sent"),
  })
  .openapi("EventType", {
    example: {
      type: "call.report",
      fr: EVENT_TYPE_WORDS["call.report"].fr,
      en: EVENT_TYPE_WORDS["call.report"].en,
      example: exampleOfSent("call.report"),
    },
  });

export const listEventTypes = createRoute({
  method: "get",
  path: "/v1/event-types",
  operationId: "listEventTypes",
  security: openTo("read", "webhooks"),
  summary: "List event types",
  tags: ["Events"],
  description: "What webhooks can be told of, in plain words, with an example of each.",
  responses: { 200: json(pageOf(EventTypeWords)), ...problems() },
});
