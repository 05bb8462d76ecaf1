import type { RoomDoc } from "./doc.ts";
import type { LiveCall } from "./call.ts";

/** The call as a list shows it, from what the room knows. */
export function toLiveCall({ callId, intent, facts, progress, lastHeardMs }: RoomDoc): LiveCall {
  return {
    id: callId,
    status: progress.status,
    direction: intent === null ? (facts.direction ?? "inbound") : "outbound",
    assistant: {
      id: (intent?.callee.kind === "assistant" ? intent.callee.id : facts.assistantId) ?? null,
      name: intent?.callee.name ?? facts.assistantName ?? null,
    },
    customer: {
      number: intent?.customer.number ?? facts.customerNumber ?? null,
      name: intent === null ? (facts.customerName ?? null) : intent.customer.name,
    },
    phoneNumber: { id: facts.phoneNumberId ?? intent?.phoneNumberId ?? null, number: facts.phoneNumber ?? null },
    startedAt: progress.startedAt,
    createdAt: facts.createdAt ?? progress.startedAt ?? new Date(lastHeardMs).toISOString(),
  };
}
