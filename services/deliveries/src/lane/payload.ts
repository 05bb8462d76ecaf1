import type { EventType } from "@allokoli/shared/events/event-types";

export type PayloadRow = { eventId: string; type: EventType; createdAt: Date; data: unknown };

/** What is sent: the same at each attempt. */
export const toPayload = (orgId: string, { eventId, type, createdAt, data }: PayloadRow) => ({
  id: eventId,
  type,
  createdAt: createdAt.toISOString(),
  organizationId: orgId,
  data,
});
