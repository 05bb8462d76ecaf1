import { describe, expect, test } from "vitest";
import { RecordedCall } from "../../testing/recorded-call.ts";
import dateless from "../../testing/fixtures/eocr-duration-seconds-no-dates.json" with { type: "json" };
import openAi from "../../testing/fixtures/eocr-openai-formatted-only.json" with { type: "json" };
import structured from "../../testing/fixtures/eocr-structured-outputs.json" with { type: "json" };
import asText from "../../testing/fixtures/eocr-artifact-transcript-only.json" with { type: "json" };
import type { Payload } from "../../vapi/payload.ts";
import { closingSighting } from "./fold.ts";
import { translate } from "./translate.ts";

const HEARD_AT = "2026-11-26T09:30:00.000Z";
const SAID = [
  ["assistant", "Bonjour, cabinet médical des Tilleuls, je suis une intelligence artificielle."],
  ["user", "Bonjour, je voudrais un rendez-vous, s'il vous plaît, pour ma fille Zoé."],
  ["assistant", "Très bien, à quelle date ?"],
];

function play(...messages: Payload[]): RecordedCall {
  const recorded = new RecordedCall();
  for (const message of messages) {
    const told = translate(message, HEARD_AT);
    if (told !== undefined) recorded.add(told, "vapi");
  }
  return recorded;
}
const spanOf = (recorded: RecordedCall) => {
  const { startedAt, endedAt } = recorded.progress;
  return { startedAt, endedAt, durationMs: recorded.report?.durationMs };
};
const report = (fields: Payload): Payload => ({
  type: "end-of-call-report",
  endedReason: "customer-ended-call",
  ...fields,
});
const status = (name: string, at: string): Payload => ({
  type: "status-update",
  status: name,
  timestamp: Date.parse(at),
});

describe("reports that other customers of Vapi received", () => {
  test.each([
    ["without a date", dateless],
    ["with OpenAI's messages alone", openAi],
    ["with structured outputs", structured],
    ["with one text alone", asText],
  ])("%s, the conversation is kept and no time is invented", (_name, { message }) => {
    const recorded = play(message);
    const { lines, transcript } = recorded.history();
    expect(lines.map(({ role, text }) => [role, text])).toEqual(SAID);
    expect(transcript).toBe(SAID.map(([, text]) => text).join("\n"));
    expect(recorded.progress.status).toBe("ended");
    expect(recorded.report?.durationMs).toBeGreaterThan(30_000);
    for (const { at } of [...lines, ...recorded.events]) expect(at).toMatch(/^2026-11-26T09:0/);
  });

  test("without a date the call ends at the message's time, with the message's duration", () => {
    expect(spanOf(play(dateless.message))).toEqual({
      startedAt: "2026-11-26T09:00:17.400Z",
      endedAt: "2026-11-26T09:02:40.000Z",
      durationMs: 142_600,
    });
  });

  test("structured outputs are in the data by their names", () => {
    expect(play(structured.message).report?.structuredData).toEqual({
      "Fiche appel": { motif: "rendez-vous", urgence: false },
      Réussite: true,
      Résumé: "Rendez-vous demandé.",
    });
  });
});

describe("the times of a report with missing ones", () => {
  const startedAt = "2026-11-26T09:00:00.000Z";
  const endedAt = "2026-11-26T09:01:30.000Z";
  const timestamp = Date.parse("2026-11-26T09:01:40.000Z");

  test.each([
    ["durationMs", { durationMs: 90_000 }],
    ["durationSeconds", { durationSeconds: 90 }],
    ["durationMinutes", { durationMinutes: 1.5 }],
    ["durationSeconds as text", { durationSeconds: "90.0" }],
  ])("%s and the start give the end", (_name, duration) => {
    expect(spanOf(play(report({ startedAt, ...duration, timestamp })))).toEqual({
      startedAt,
      endedAt,
      durationMs: 90_000,
    });
  });

  test("the end and a duration give the start", () => {
    expect(spanOf(play(report({ endedAt, durationSeconds: 90 })))).toEqual({ startedAt, endedAt, durationMs: 90_000 });
  });

  test("the live events fill in what the report leaves out", () => {
    const live = [
      status("in-progress", startedAt),
      { ...status("ended", endedAt), endedReason: "customer-ended-call" },
    ];
    expect(spanOf(play(...live, report({ timestamp })))).toEqual({ startedAt, endedAt, durationMs: 90_000 });
    expect(spanOf(play(status("in-progress", startedAt), report({ timestamp })))).toEqual({
      startedAt,
      endedAt: new Date(timestamp).toISOString(),
      durationMs: 100_000,
    });
  });

  test("without any time the call ends when the report arrives, and its duration is unknown", () => {
    expect(spanOf(play(report({})))).toEqual({ startedAt: null, endedAt: HEARD_AT, durationMs: null });
    expect(spanOf(play(report({ endedAt: 0, startedAt: "", timestamp: 0 })))).toMatchObject({ endedAt: HEARD_AT });
  });

  test("come from the report's call once that has ended, and not while it is outdated", () => {
    const call = { startedAt, endedAt, cost: 0, updatedAt: startedAt };
    expect(spanOf(play(report({ call: { ...call, status: "ended" } })))).toEqual({
      startedAt,
      endedAt,
      durationMs: 90_000,
    });
    const early = play(report({ call: { updatedAt: startedAt, cost: 0, status: "queued" } }));
    expect([early.progress.endedAt, early.report?.costUsd]).toEqual([HEARD_AT, null]);
  });

  test("an end before the start gives no duration, not 0", () => {
    const turned = { startedAt: endedAt, endedAt: startedAt };
    expect(play(report(turned)).report?.durationMs).toBeNull();
    expect(play(report({ ...turned, durationMs: 90_000 })).report?.durationMs).toBe(90_000);
  });

  test("a call that Vapi no longer knows has no duration, though its start was seen", () => {
    const recorded = play(status("in-progress", startedAt));
    recorded.add(closingSighting("call.not-found", HEARD_AT, recorded.progress), "reconciled");
    expect(recorded.report?.durationMs).toBeNull();
    recorded.add(translate(report({ timestamp, durationMs: 90_000 }), HEARD_AT) ?? never(), "vapi");
    expect(spanOf(recorded)).toEqual({ startedAt, endedAt: new Date(timestamp).toISOString(), durationMs: 90_000 });
  });
});

test("a tool that only the report has answered at the report's time for it", () => {
  const toolCalls = [{ id: "c1", function: { name: "book", arguments: "{}" } }];
  const messages = [
    { role: "tool_calls", toolCalls, time: Date.parse("2026-11-26T09:00:05Z") },
    { role: "tool_call_result", toolCallId: "c1", result: "noté", time: Date.parse("2026-11-26T09:00:07Z") },
  ];
  const told = play(report({ artifact: { messages }, timestamp: Date.parse("2026-11-26T09:01:00Z") })).events;
  expect(told.filter(({ body }) => body.type.startsWith("tool.")).map(({ at }) => at)).toEqual([
    "2026-11-26T09:00:05.000Z",
    "2026-11-26T09:00:07.000Z",
  ]);
});

describe("the destination of a transfer", () => {
  const destination = { type: "number", number: "+33102030405" };
  const told = { timestamp: Date.parse("2026-11-26T09:01:00Z"), destination };
  const forwarding = { ...told, type: "status-update", status: "forwarding" };
  const update = { ...told, type: "transfer-update" };
  const handoffs = (recorded: RecordedCall) =>
    recorded.events.flatMap(({ body }) => (body.type === "handoff" ? [body.to] : []));

  test.each([
    ["the report", [report(told)]],
    ["a status", [forwarding]],
    ["a status, an update and the report, once", [forwarding, update, report(told)]],
    ["the report's transfers", [report({ artifact: { transfers: [{ destination, status: "connected" }] } })]],
  ])("comes from %s", (_name, messages) => {
    expect(handoffs(play(...messages))).toEqual(["+33102030405"]);
  });

  test("may be a SIP address, and is missing when the transfer failed", () => {
    const sip = { type: "sip", sipUri: "sip:accueil@cabinet.fr" };
    expect(handoffs(play(report({ destination: sip })))).toEqual(["sip:accueil@cabinet.fr"]);
    expect(handoffs(play(report({ artifact: { transfers: [{ destination, status: "no-answer" }] } })))).toEqual([]);
  });
});

function never(): never {
  throw new Error("the report says nothing");
}
