import type { EventType } from "@allokoli/shared/events/event-types";
import { derivedId } from "../events/derived-id.ts";
import type { LiveCall } from "../state/call.ts";
import type { NumberedEvent } from "../events/history.ts";

export type OutboxRow = { id: string; type: EventType; data: Record<string, unknown> };

/** Vapi's reasons that mean a fault rather than a person's action (reference §4.3). */
const FAULT = /error|fault|failed|misdialed|not-found|not-valid/;

/** The outgoing events for an event of a call. Their ids follow from it, so writing them twice adds nothing. */
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

/** Which events of a call go to the organization's feed. */
export const isForFeed = ({ body }: NumberedEvent) =>
  body.type === "call.status" || body.type === "transcript" || body.type === "call.report";
