import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CallEventBody } from "@allokoli/shared/events/call-event";
import flatParameters from "../../testing/fixtures/tool-calls-flat-parameters.json" with { type: "json" };
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

  test.each([
    [
      "with arguments in a text",
      { toolCallList: [{ id: "c1", function: { name: "book", arguments: '{"day":"lundi"}' } }] },
    ],
    ["flat, with parameters", { toolCallList: [{ id: "c1", name: "book", parameters: { day: "lundi" } }] }],
    [
      "beside its tool",
      {
        toolWithToolCallList: [
          {
            type: "function",
            function: { name: "book", parameters: {} },
            toolCall: { id: "c1", function: { arguments: { day: "lundi" } } },
          },
        ],
      },
    ],
    [
      "as a function call with an id",
      { type: "function-call", functionCall: { id: "c1", name: "book", parameters: { day: "lundi" } } },
    ],
  ])("a tool call %s keeps id, name and arguments", (_shape, fields) => {
    expect(bodiesOf({ type: "tool-calls", timestamp: 1, ...fields })).toEqual([
      { type: "tool.called", toolCallId: "c1", name: "book", arguments: { day: "lundi" } },
    ]);
  });

  test("a tool call that another customer of Vapi received keeps id, name and arguments", () => {
    expect(bodiesOf(flatParameters.message)).toEqual([
      {
        type: "tool.called",
        toolCallId: "call_fz3",
        name: "TOOL",
        arguments: flatParameters.message.toolCallList[0]?.parameters,
      },
    ]);
  });

  test("a function call of 2024 is one tool, however often it is repeated, and has its result", () => {
    const functionCall = { name: "book", parameters: { day: "lundi" } };
    const [called] = bodiesOf({ type: "function-call", functionCall }) ?? [];
    expect(called).toMatchObject({ type: "tool.called", name: "book", arguments: { day: "lundi" } });
    const toolCallId = called !== undefined && "toolCallId" in called ? called.toolCallId : "";
    const results = [{ toolCallId, name: "book", result: "noté" }];
    expect(bodiesOf({ type: "function-call", functionCall, results })).toEqual([
      called,
      { type: "tool.result", toolCallId, name: "book", result: "noté" },
    ]);
  });

  test("a message of the type for final transcripts alone is a final transcript", () => {
    const spoken = { role: "user", transcript: "Allô ?", timestamp: 1_795_683_600_000 };
    const final = translate({ ...spoken, type: 'transcript[transcriptType="final"]' }, NOW);
    expect(final?.observations).toMatchObject([
      { key: expect.any(String), body: { type: "transcript", role: "user", text: "Allô ?", final: true } },
    ]);
    // Where both types were requested, it is the same sentence.
    expect(translate({ ...spoken, type: "transcript", transcriptType: "final" }, NOW)).toEqual(final);
  });

  test("a SIP caller is identified by their address", () => {
    const parties = { customer: { sipUri: "sip:zoe@exemple.fr" }, phoneNumber: { sipUri: "sip:cabinet@sip.vapi.ai" } };
    const facts = { customerNumber: "sip:zoe@exemple.fr", phoneNumber: "sip:cabinet@sip.vapi.ai" };
    expect(translate({ type: "hang", ...parties }, NOW)?.facts).toEqual(facts);
    expect(translate({ type: "hang", call: parties }, NOW)?.facts).toEqual(facts);
  });

  test.each(["constructor", "__proto__", "toString"])("%s is no type, no direction and no role", (word) => {
    expect(translate({ type: word }, NOW)).toBeUndefined();
    expect(translate({ type: "hang", call: { type: word } }, NOW)?.facts).toEqual({});
  });

  test("a handoff names both assistants; a transfer to a number, the number", () => {
    expect(
      bodiesOf({ type: "transfer-update", fromAssistant: { name: "Accueil" }, toAssistant: { name: "Comptabilité" } }),
    ).toEqual([{ type: "handoff", from: "Accueil", to: "Comptabilité" }]);
    expect(bodiesOf({ type: "transfer-update", destination: { type: "number", number: "+33102030405" } })).toEqual([
      { type: "handoff", from: null, to: "+33102030405" },
    ]);
  });

  test("the first message of an inbound call means that it rings", () => {
    const sighting = translate(
      { type: "assistant-request", call: { id: "x", type: "inboundPhoneCall" }, customer: { number: "+33612345678" } },
      NOW,
    );
    expect(sighting?.observations.map(({ body }) => body)).toEqual([{ type: "call.status", status: "ringing" }]);
    expect(sighting?.facts).toEqual({ direction: "inbound", customerNumber: "+33612345678" });
    expect(sighting?.claims).toEqual({ vapiCallId: "x" });
  });

  test.each([
    ["0612345699", "+33199001000", "+33612345699"],
    ["sip:0612345699@trunk.ovh.net", "+33199001000", "+33612345699"],
    ["0612345699", "sip:+33199001000@trunk.ovh.net:5060", "+33612345699"],
    ["sip:private.clinique@x.fr", "+33199001000", "sip:private.clinique@x.fr"],
    ["0470123456", "+3221234567", "+32470123456"],
    ["+330612345699", undefined, "+33612345699"],
    ["0612345699", undefined, "0612345699"],
    ["anonymous", "+33199001000", undefined],
    ["+266696687", "+33199001000", undefined],
  ])("a caller that the carrier calls %s on the line %s is %s", (told, line, number) => {
    const call = { id: "x", type: "inboundPhoneCall", customer: { number: told } };
    const message = { type: "assistant-request", call, ...(line !== undefined && { phoneNumber: { number: line } }) };
    expect(translate(message, NOW)?.facts.customerNumber).toBe(number);
  });

  test.each(["model-output", "conversation-update", "voice-input", "chat.created", "no such type"])(
    "%s has nothing for a listener",
    (type) => {
      expect(translate({ type, output: "secret", messages: [] }, NOW)).toBeUndefined();
    },
  );

  test.each(["not-found", "deletion-failed", "exploded"])("the status %s is not known", (status) => {
    expect(translate({ type: "status-update", status }, NOW)).toBeUndefined();
  });

  test("any input gives an output of our shape, with the same key in a repeat", () => {
    const type = fc.constantFrom(
      "status-update",
      "transcript",
      'transcript[transcriptType="final"]',
      "function-call",
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
          "functionCall",
          "messages",
          "destination",
          "costs",
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
