import { expect, test } from "vitest";
import { momentsOf } from "./timeline.ts";

const event = (seq: number, type: string, data: object = {}) => ({
  seq,
  type,
  at: "2026-11-27T10:00:00.000Z",
  offsetMs: seq * 1000,
  data: { ...data } as Record<string, unknown>,
});

test("has a call's states, what was used and for how long, and who took it, without its words", () => {
  const events = [
    event(1, "call.status", { status: "ringing" }),
    event(2, "call.status", { status: "strange" }),
    event(3, "transcript", { role: "user", text: "Bonjour", final: true }),
    event(4, "tool.called", { toolCallId: "t", name: "take_message", arguments: { message: "secret" } }),
    event(5, "tool.result", { toolCallId: "t", name: "take_message", result: "ok" }),
    event(6, "handoff", { from: null, to: "+33639981234" }),
    event(7, "handoff", { from: null, to: null }),
    event(8, "call.report", { summary: "secret" }),
  ];
  const tools = [
    {
      toolCallId: "t",
      name: "take_message",
      at: "2026-11-27T10:00:04.000Z",
      offsetMs: 4000,
      durationMs: 120,
      failed: false,
    },
  ];
  const moments = momentsOf({ events, tools });
  expect(moments.map(({ key }) => key)).toEqual(["1", "4", "6", "8"]);
  expect(moments[1]?.words).toMatch(/120/);
  expect(moments[2]?.words).toContain("+33 6 39 98 12 34");
  expect(JSON.stringify(moments)).not.toMatch(/secret|Bonjour|take_message/);
});
