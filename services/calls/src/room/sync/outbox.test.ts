import { describe, expect, test } from "vitest";
import type { CallEventBody } from "@allokoli/shared/events/call-event";
import { outboxOf } from "./outbox.ts";
import type { LiveCall } from "../state/call.ts";

const call: LiveCall = {
  id: "01990000-0000-7000-8000-000000000abc",
  status: "ended",
  direction: "inbound",
  assistant: { id: null, name: "Accueil" },
  customer: { number: "+33612345678", name: null },
  phoneNumber: { id: null, number: null },
  startedAt: null,
  createdAt: "2026-11-22T10:00:00.000Z",
};
const typesOf = (body: CallEventBody) =>
  outboxOf(call, { seq: 3, key: "k", at: call.createdAt, body }).map(({ type }) => type);

describe("the outgoing events of a call", () => {
  test.each<[CallEventBody, string[]]>([
    [{ type: "call.status", status: "ringing" }, []],
    [{ type: "call.status", status: "in-progress" }, ["call.started"]],
    [{ type: "call.status", status: "ended", endedReason: "customer-ended-call" }, ["call.ended"]],
    [
      { type: "call.status", status: "ended", endedReason: "call.start.error-unconfirmed" },
      ["call.ended", "call.failed"],
    ],
    [
      { type: "call.status", status: "ended", endedReason: "twilio-failed-to-connect-call" },
      ["call.ended", "call.failed"],
    ],
    [{ type: "transcript", role: "user", text: "Bonjour", final: true }, ["transcript.final"]],
    [{ type: "tool.called", toolCallId: "c", name: "book", arguments: {} }, ["tool.called"]],
    [{ type: "speech", role: "user", state: "started" }, []],
  ])("%j: %j", (body, types) => {
    expect(typesOf(body)).toEqual(types);
  });

  test("have the same id however often they are written, and another for another event", () => {
    const event = {
      seq: 3,
      key: "k",
      at: call.createdAt,
      body: { type: "call.status", status: "in-progress" } as const,
    };
    expect(outboxOf(call, event)[0]?.id).toBe(outboxOf(call, event)[0]?.id);
    expect(outboxOf(call, { ...event, seq: 4 })[0]?.id).not.toBe(outboxOf(call, event)[0]?.id);
  });
});
