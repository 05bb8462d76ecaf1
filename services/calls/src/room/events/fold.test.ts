import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecordedCall, CALL_ID } from "../../testing/recorded-call.ts";
import { playCall, type Said } from "../../testing/played-call.ts";
import type { Payload } from "../../vapi/payload.ts";
import { closingSighting } from "./fold.ts";
import { toLines, toTurns } from "./lines.ts";
import { toReport } from "./report.ts";
import { callFactsOf, statusKey, translate, type Sighting } from "./translate.ts";

const NOW = "2026-11-22T12:00:00.000Z";

function sightingOf(message: Payload): Sighting {
  const sighting = translate(message, NOW);
  if (sighting === undefined) throw new Error(`nothing seen in ${String(message["type"])}`);
  return sighting;
}

const lookAt = (call: Payload): Sighting => ({
  facts: callFactsOf(call),
  observations: [
    {
      key: statusKey("ended"),
      at: NOW,
      body: { type: "call.status", status: "ended", endedReason: String(call["endedReason"]) },
    },
  ],
  report: toReport(call, NOW),
});

function play(messages: Payload[]): RecordedCall {
  const recorded = new RecordedCall();
  for (const message of messages) recorded.add(sightingOf(message), "vapi");
  return recorded;
}

const sentence = fc.stringMatching(/^[a-zé]{1,8}( [a-zé]{1,8}){0,4}[.?]$/);
const said: fc.Arbitrary<Said> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ who: fc.constantFrom("user" as const, "bot" as const), text: sentence }) },
  { weight: 1, arbitrary: fc.record({ who: fc.constant("tool" as const), id: fc.uuid(), result: fc.string() }) },
  { weight: 1, arbitrary: fc.constant({ who: "interruption" as const }) },
);
const conversation = fc.array(said, { maxLength: 12 });

/** Some messages lost, some repeated, all in any order. */
const disturbed = (messages: Payload[]) =>
  fc
    .array(fc.constantFrom(0, 1, 1, 1, 2, 3), { minLength: messages.length, maxLength: messages.length })
    .map((copies) => messages.flatMap((message, index) => Array.from({ length: copies[index] ?? 1 }, () => message)))
    .chain((sent) => fc.shuffledSubarray(sent, { minLength: sent.length }));

describe("any order, repetition or loss, followed by a look at Vapi, gives the same history", () => {
  test("the history is that of the undisturbed call, with one end, and one report as the last event", () => {
    const calls = conversation
      .map((lines) => playCall(lines))
      .chain((call) => fc.tuple(fc.constant(call), disturbed(call.messages)));
    fc.assert(
      fc.property(calls, ([call, messages]) => {
        const undisturbed = play(call.messages);
        const recorded = play(messages);
        recorded.add(lookAt(call.call), "reconciled");
        expect(recorded.history()).toEqual(undisturbed.history());
        const types = recorded.events.map(({ body }) => (body.type === "call.status" ? body.status : body.type));
        expect(types.filter((type) => type === "ended")).toHaveLength(1);
        expect(types.filter((type) => type === "call.report")).toHaveLength(1);
        expect(types.at(-1)).toBe("call.report");
        expect(recorded.events.map(({ seq }) => seq)).toEqual(recorded.events.map((_, index) => index + 1));
      }),
      { numRuns: 300 },
    );
  });

  test("listeners get every sentence and every tool before the report", () => {
    const calls = conversation
      .map((lines) => playCall(lines))
      .chain((call) => fc.tuple(fc.constant(call), disturbed(call.messages)));
    fc.assert(
      fc.property(calls, ([call, messages]) => {
        const recorded = play(messages);
        recorded.add(lookAt(call.call), "reconciled");
        const heard = (role: string) =>
          recorded.events
            .flatMap(({ body }) => (body.type === "transcript" && body.role === role ? [body.text] : []))
            .toSorted();
        const wanted = (role: string) =>
          (recorded.report?.turns ?? [])
            .flatMap((turn) => (turn.role === role && "text" in turn ? [turn.text] : []))
            .toSorted();
        expect(heard("user")).toEqual(wanted("user"));
        expect(heard("assistant")).toEqual(wanted("assistant"));
        const tools = (type: string) =>
          recorded.events
            .flatMap(({ body }) => (body.type === type && "toolCallId" in body ? [body.toolCallId] : []))
            .toSorted();
        expect(tools("tool.result")).toEqual(tools("tool.called"));
      }),
      { numRuns: 300 },
    );
  });

  test("two sentences that differ only in punctuation are both kept as they were said", () => {
    const { messages, call } = playCall([
      { who: "user", text: "Lundi ?" },
      { who: "user", text: "Lundi." },
    ]);
    const isLost = (message: (typeof messages)[number]) => message["transcript"] === "Lundi ?";
    const recorded = play(messages.filter((message) => message["type"] !== "transcript" || !isLost(message)));
    recorded.add(lookAt(call), "reconciled");
    const heard = recorded.events.flatMap(({ body }) => (body.type === "transcript" ? [body.text] : []));
    expect(heard.toSorted()).toEqual(["Lundi ?", "Lundi."]);
  });

  test("repeating a message adds nothing", () => {
    fc.assert(
      fc.property(conversation, fc.nat(), (lines, pick) => {
        const { messages } = playCall(lines);
        const upTo = messages.slice(0, 1 + (pick % messages.length));
        const recorded = play(upTo);
        for (const message of upTo) expect(recorded.add(sightingOf(message), "vapi").events).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

const CALL = playCall([
  { who: "bot", text: "Cabinet du docteur, bonjour." },
  { who: "user", text: "Bonjour, un rendez-vous s’il vous plaît." },
  { who: "tool", id: "call_1", result: "lundi, neuf heures" },
  { who: "bot", text: "Lundi à neuf heures ?" },
]);

describe("a live call", () => {
  test("keeps the ids of its messages when the report's conversation replaces the live one", () => {
    const live = play(CALL.messages.slice(0, -1));
    const before = toLines(CALL_ID, toTurns(live.events, live.progress.startedAt)).map(({ id, role, text }) => ({
      id,
      role,
      text,
    }));
    const after = play(CALL.messages)
      .history()
      .lines.map(({ id, role, text }) => ({ id, role, text }));
    expect(after).toEqual(before);
  });

  test("never goes back in status", () => {
    const recorded = play(
      [CALL.messages[1], CALL.messages[0], CALL.messages[1]].filter((message) => message !== undefined),
    );
    expect(recorded.events.map(({ body }) => body)).toEqual([{ type: "call.status", status: "in-progress" }]);
  });

  test("is in progress as soon as somebody speaks", () => {
    const transcript = CALL.messages.find((message) => message["transcriptType"] === "final");
    const recorded = play(transcript === undefined ? [] : [transcript]);
    expect(recorded.events.map(({ body }) => body.type)).toEqual(["call.status", "transcript"]);
    expect(recorded.events[0]?.body).toEqual({ type: "call.status", status: "in-progress", source: "reconciled" });
  });

  test("sends partial transcripts without a number, and drops those that come after the final one", () => {
    const [partial, final] = CALL.messages.filter((message) => message["type"] === "transcript");
    if (partial === undefined || final === undefined) throw new Error("no transcripts");
    const recorded = new RecordedCall();
    expect(recorded.add(sightingOf(partial), "vapi").passing).toMatchObject([
      { type: "transcript", final: false, text: "Cab" },
    ]);
    expect(recorded.progress.lastSeq).toBe(1);
    recorded.add(sightingOf(final), "vapi");
    expect(recorded.add(sightingOf(partial), "vapi").passing).toEqual([]);
  });

  test("has a tool's result as soon as the conversation in another message has it", () => {
    const recorded = play(CALL.messages.slice(0, -1));
    const result = recorded.events.find(({ body }) => body.type === "tool.result");
    expect(result?.body).toEqual({
      type: "tool.result",
      toolCallId: "call_1",
      name: "book",
      result: "lundi, neuf heures",
    });
  });
});

describe("the end of a call", () => {
  test("a report that arrives before the end closes the call", () => {
    const recorded = play([...CALL.messages.slice(0, -2), ...CALL.messages.slice(-1), ...CALL.messages.slice(-2, -1)]);
    expect(recorded.events.slice(-2).map(({ body }) => body.type)).toEqual(["call.status", "call.report"]);
    expect(recorded.progress).toMatchObject({
      status: "ended",
      endedReason: "customer-ended-call",
      endedSource: "vapi",
    });
  });

  test("is marked as reconciled when a look finds it", () => {
    const recorded = play(CALL.messages.slice(0, 3));
    recorded.add(lookAt(CALL.call), "reconciled");
    expect(recorded.progress).toMatchObject({ endedSource: "reconciled", reportedBy: "reconciled" });
    const told = recorded.events
      .slice(3)
      .map(({ body }) => `${body.type} ${"source" in body ? body.source : ""}`.trim());
    expect(told).toEqual([
      "call.status reconciled",
      "transcript reconciled",
      "transcript reconciled",
      "tool.called",
      "tool.result",
      "transcript reconciled",
      "call.report reconciled",
    ]);
  });

  test("Vapi's own report replaces what a look found, without another event for listeners", () => {
    const recorded = play(CALL.messages.slice(0, 3));
    recorded.add(closingSighting("call.not-found", NOW, recorded.progress), "reconciled");
    const told = recorded.events.length;
    expect(recorded.events.at(-1)?.body).toMatchObject({
      type: "call.report",
      endedReason: "call.not-found",
      source: "reconciled",
    });
    const report = CALL.messages.at(-1);
    if (report !== undefined) recorded.add(sightingOf(report), "vapi");
    expect(recorded.events).toHaveLength(told);
    expect(recorded.history()).toEqual(play(CALL.messages).history());
  });

  test("a sentence said in two parts is not repeated when the report has it as one", () => {
    const at = (text: string, timestamp: number) => ({
      type: "transcript",
      role: "user",
      transcriptType: "final",
      transcript: text,
      timestamp,
    });
    const recorded = play([at("Bonjour,", 1), at("c'est pour un rendez-vous", 2)]);
    const messages = [{ role: "user", message: "Bonjour, c'est pour un rendez-vous.", time: 1 }];
    recorded.add({ facts: {}, observations: [], report: toReport({ artifact: { messages } }, NOW) }, "vapi");
    expect(recorded.events.filter(({ body }) => body.type === "transcript")).toHaveLength(2);
  });

  test("none of the provider's secrets is stored", () => {
    const recorded = play(CALL.messages);
    const kept = JSON.stringify([recorded.events, recorded.report]);
    expect(kept).not.toContain("secret");
    expect(kept).not.toContain("https://");
    expect(kept).not.toContain("Tu es la secrétaire");
  });
});
