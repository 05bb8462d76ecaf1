import { z } from "@hono/zod-openapi";
import type { events } from "@allokoli/shared/db/schema/index";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import { JsonValue } from "@allokoli/shared/http/contract";

/** The fields of an event, as it is listed, sent to a webhook and shown as a sample: one shape for all three. */
export const eventFields = <Type extends z.ZodType, Data extends z.ZodType>(type: Type, data: Data) => ({
  id: z.uuid().describe("The same wherever the event is: `webhook-id` of each attempt to send it"),
  type,
  createdAt: z.iso.datetime(),
  organizationId: z.uuid(),
  resource: z.object({ type: z.string(), id: z.uuid() }).describe("What it is about"),
  data,
});

export const AnyEvent = z.object(
  eventFields(z.enum(EVENT_TYPES), z.record(z.string(), JsonValue).describe("By type: see /v1/event-types")),
);
export type AnyEvent = z.infer<typeof AnyEvent>;

export type EventRow = Pick<
  typeof events.$inferSelect,
  "id" | "orgId" | "type" | "resourceType" | "resourceId" | "data" | "createdAt"
>;

/** What is listed and sent, byte for byte the same at each attempt. */
export const toEvent = (row: EventRow): AnyEvent => ({
  id: row.id,
  type: row.type,
  createdAt: row.createdAt.toISOString(),
  organizationId: row.orgId,
  resource: { type: row.resourceType, id: row.resourceId },
  // Everybody writes an object: the schemas of this folder.
  data: row.data as AnyEvent["data"],
});
