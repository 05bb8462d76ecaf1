import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEvent, viewOf, type StreamedEvent } from "./call-view.ts";

const CALL_ID = "01a20000-0000-7000-8000-000000000001";
const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 9, 0, second)).toISOString();
const empty = () =>
  viewOf({
    call: { status: "queued", startedAt: null, endedAt: null, endedReason: null, assistant: null, lastSeq: 0 },
    messages: [],
  });

const STORY: StreamedEvent[] = [
  { callId: CALL_ID, seq: 1, at: at(0), type: "call.status", status: "ringing" },
  { callId: CALL_ID, seq: 2, at: at(2), type: "call.status", status: "in-progress" },
  { callId: CALL_ID, seq: 3, at: at(3), type: "transcript", role: "assistant", text: "Bonjour.", final: true },
  { callId: CALL_ID, seq: 4, at: at(5), type: "transcript", role: "user", text: "Un rendez-vous.", final: true },
  { callId: CALL_ID, seq: 5, at: at(6), type: "tool.called", toolCallId: "t1", name: "agenda", arguments: {} },
  { callId: CALL_ID, seq: 6, at: at(7), type: "tool.result", toolCallId: "t1", name: "agenda", result: "libre" },
  { callId: CALL_ID, seq: 7, at: at(9), type: "call.status", status: "ended", endedReason: "customer-ended-call" },
  {
    callId: CALL_ID,
    seq: 8,
    at: at(12),
    type: "call.report",
    summary: "Un rendez-vous est pris.",
    success: true,
    costUsd: 0.02,
    durationMs: 7000,
    structuredData: null,
    endedReason: "customer-ended-call",
  },
];

const told = (events: StreamedEvent[]) => events.reduce(applyEvent, empty());

test("a whole call is shown in its order", () => {
  const view = told(STORY);
  expect(view).toMatchObject({
    status: "ended",
    startedAt: at(2),
    endedAt: at(9),
    endedReason: "customer-ended-call",
    lastSeq: 8,
  });
  expect(view.lines.map((line) => (line.kind === "said" ? line.text : line.kind))).toEqual([
    "Bonjour.",
    "Un rendez-vous.",
    "tool",
  ]);
  expect(view.lines[2]).toMatchObject({ isAnswered: true, result: "libre" });
  expect(view.report?.summary).toBe("Un rendez-vous est pris.");
});

test("each tool has its own answer, even if a model gives two the same id", () => {
  const tool = { callId: CALL_ID, toolCallId: "call_0" };
  const view = (
    [
      { ...tool, seq: 1, at: at(3), type: "tool.called", name: "prix", arguments: {} },
      { ...tool, seq: 2, at: at(4), type: "tool.result", name: "prix", result: "30 euros" },
      { ...tool, seq: 3, at: at(5), type: "tool.called", name: "rendez_vous", arguments: {} },
      { ...tool, seq: 4, at: at(6), type: "tool.result", name: "rendez_vous", result: "pris" },
    ] as const
  ).reduce(applyEvent, told([]));
  expect(view.lines.map((line) => line.kind === "tool" && line.result)).toEqual(["30 euros", "pris"]);
  expect(new Set(view.lines.map(({ key }) => key)).size).toBe(2);
});

test("events that are repeated after a cut change nothing", () => {
  const cuts = fc.record({
    cut: fc.integer({ min: 2, max: STORY.length }),
    back: fc.integer({ min: 1, max: STORY.length }),
  });
  fc.assert(
    fc.property(cuts, ({ cut, back }) => {
      const again = STORY.slice(Math.max(1, cut - back));
      expect(told([...STORY.slice(0, cut), ...again])).toEqual(told(STORY));
    }),
  );
});

test("a stream from the beginning replaces the history instead of repeating it", () => {
  const message = {
    callId: CALL_ID,
    position: 0,
    text: "Bonjour.",
    tool: null,
    at: at(3),
    secondsFromStart: 1,
    durationMs: 900,
  };
  const before = viewOf({
    call: { status: "in-progress", startedAt: at(2), endedAt: null, endedReason: null, assistant: null, lastSeq: 3 },
    messages: [{ ...message, id: "01a20000-0000-7000-8000-000000000009", role: "assistant" }],
  });
  const view = STORY.slice(0, 4).reduce(applyEvent, before);
  expect(view.lines.map((line) => line.kind === "said" && line.text)).toEqual(["Bonjour.", "Un rendez-vous."]);
});

test("words that may still change are shown separately, and the final ones replace them", () => {
  const partial = {
    callId: CALL_ID,
    at: at(4),
    type: "transcript",
    role: "user",
    text: "Un rend",
    final: false,
  } as const;
  const during = applyEvent(told(STORY.slice(0, 3)), partial);
  expect(during.partial).toEqual({ user: "Un rend" });
  expect(during.lastSeq).toBe(3);
  const after = STORY.slice(3, 4).reduce(applyEvent, during);
  expect(after.partial).toEqual({});
  expect(after.lines).toHaveLength(2);
});
