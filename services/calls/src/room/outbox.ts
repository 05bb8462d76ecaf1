import type { EventType } from "@allokoli/shared/events/event-types";
import type { NumberedEvent } from "./fold.ts";
import { derivedId } from "./ids.ts";
import type { LiveCall } from "./api.ts";

export type OutboxRow = { id: string; type: EventType; data: Record<string, unknown> };

/** Reasons of Vapi's that mean a fault and not a person's doing (reference §4.3). */
const FAULT = /error|fault|failed|misdialed|not-found|not-valid/;

/** What the outside is told of an event. The ids repeat with the event, so that writing it twice adds nothing. */
export function outboxOf(call: LiveCall, { seq, at, body }: NumberedEvent): OutboxRow[] {
  return typesOf(body).map((type) => ({
    id: derivedId(call.id, `outgoing ${type} ${seq}`),
    type,
    data: { callId: call.id, seq, at, ...body, type, call },
  }));
}

function typesOf(body: NumberedEvent["body"]): EventType[] {
  switch (body.type) {
    case "call.status":
      if (body.status === "in-progress") return ["call.started"];
      if (body.status !== "ended") return [];
      return FAULT.test(body.endedReason ?? "") ? ["call.ended", "call.failed"] : ["call.ended"];
    case "transcript":
      return ["transcript.final"];
    case "tool.called":
    case "call.report":
      return [body.type];
    default:
      return [];
  }
}
