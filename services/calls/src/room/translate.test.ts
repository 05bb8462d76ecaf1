import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CallEventBody } from "@allokoli/shared/events/call-event";
import { translate } from "./translate.ts";

const NOW = "2026-11-22T12:00:00.000Z";
const bodiesOf = (message: Record<string, unknown>) => translate(message, NOW)?.observations.map(({ body }) => body);

describe("translate", () => {
  test("our own server's answer to a tool call is its result", () => {
    const message = {
      type: "tool-calls",
      timestamp: 1,
      toolCallList: [{ id: "c1", function: { name: "book", arguments: { day: "lundi" } } }],
      results: [{ toolCallId: "c1", name: "book", result: "c’est noté" }],
    };
    expect(bodiesOf(message)).toEqual([
      { type: "tool.called", toolCallId: "c1", name: "book", arguments: { day: "lundi" } },
      { type: "tool.result", toolCallId: "c1", name: "book", result: "c’est noté" },
    ]);
  });

  test("a handoff says from whom to whom; a transfer to a number, which", () => {
    expect(
      bodiesOf({ type: "transfer-update", fromAssistant: { name: "Accueil" }, toAssistant: { name: "Comptabilité" } }),
    ).toEqual([{ type: "handoff", from: "Accueil", to: "Comptabilité" }]);
    expect(bodiesOf({ type: "transfer-update", destination: { type: "number", number: "+33102030405" } })).toEqual([
      { type: "handoff", from: null, to: "+33102030405" },
    ]);
  });

  test("the first that is heard of an inbound call is that it rings", () => {
    const sighting = translate(
      { type: "assistant-request", call: { id: "x", type: "inboundPhoneCall" }, customer: { number: "+33612345678" } },
      NOW,
    );
    expect(sighting?.observations.map(({ body }) => body)).toEqual([{ type: "call.status", status: "ringing" }]);
    expect(sighting?.facts).toMatchObject({ vapiCallId: "x", direction: "inbound", customerNumber: "+33612345678" });
  });

  test.each(["model-output", "conversation-update", "voice-input", "chat.created", "no such type"])(
    "%s says nothing to a listener",
    (type) => {
      expect(translate({ type, output: "secret", messages: [] }, NOW)).toBeUndefined();
    },
  );

  test.each(["not-found", "deletion-failed", "exploded"])("the status %s is none of ours", (status) => {
    expect(translate({ type: "status-update", status }, NOW)).toBeUndefined();
  });

  test("whatever comes in, what goes out has our shape and repeats with it", () => {
    const type = fc.constantFrom(
      "status-update",
      "transcript",
      "speech-update",
      "tool-calls",
      "assistant.started",
      "transfer-update",
      "user-interrupted",
      "hang",
      "end-of-call-report",
    );
    const message = fc.tuple(
      type,
      fc.dictionary(
        fc.constantFrom(
          "role",
          "status",
          "transcript",
          "timestamp",
          "toolCallList",
          "call",
          "artifact",
          "newAssistant",
          "analysis",
        ),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(message, ([kind, fields]) => {
        const once = translate({ ...fields, type: kind }, NOW);
        for (const { body, at } of once?.observations ?? []) {
          expect(CallEventBody.safeParse(body).success).toBe(true);
          expect(new Date(at).toISOString()).toBe(at);
        }
        expect(translate({ ...fields, type: kind }, NOW)).toEqual(once);
      }),
    );
  });
});
