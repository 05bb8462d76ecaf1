import { describe, expect, test } from "vitest";
import { toReport as readReport, toSuccess } from "./report.ts";
import type { Payload } from "../../vapi/payload.ts";

const HEARD_AT = "2026-11-22T12:00:00.000Z";
const toReport = (payload: Payload) => readReport(payload, HEARD_AT);

describe("toSuccess", () => {
  test.each([
    ["true", true],
    ["false", false],
    ["Pass", true],
    ["Fail", false],
    ["8", true],
    ["3", false],
    ["6", true],
    ["85", true],
    ["30", false],
    ["30%", false],
    ["5%", false],
    ["Excellent", true],
    ["Poor", false],
    ["Fair", null],
    ["Strongly Agree", true],
    ["Neutral", null],
    ["Checklist: 3/4", null],
  ])("%s is %s", (evaluation, success) => {
    expect(toSuccess(evaluation)).toBe(success);
  });
});

describe("toReport", () => {
  test("has the cost with its parts, the latency, and which recordings there are, but not their addresses", () => {
    const report = toReport({
      startedAt: "2026-11-22T10:00:00.000Z",
      endedAt: "2026-11-22T10:01:05.500Z",
      endedReason: "customer-ended-call",
      cost: 0.2,
      costs: [
        { type: "transport", provider: "twilio", minutes: 1.1, cost: 0.01 },
        { type: "model", model: { provider: "openai", model: "gpt-4.1" }, cost: 0.15 },
      ],
      artifact: {
        recording: { stereoUrl: "https://x/stereo.wav", mono: { combinedUrl: "https://x/mono.wav" } },
        performanceMetrics: { turnLatencies: [{ turnLatency: 800, modelLatency: 300.6 }, { turnLatency: 900 }] },
      },
    });
    expect(report).toMatchObject({
      durationMs: 65_500,
      costUsd: 0.2,
      costParts: [
        { type: "transport", provider: "twilio", usd: 0.01, minutes: 1.1 },
        { type: "model", provider: "openai", usd: 0.15, minutes: null },
      ],
      latencyAverageMs: 850,
      turnLatencies: [
        { turnMs: 800, modelMs: 301 },
        { turnMs: 900, modelMs: null },
      ],
      recording: { mono: true, stereo: true },
    });
    expect(JSON.stringify(report)).not.toContain("https");
  });

  test("a call that nobody answered has no duration", () => {
    expect(toReport({ endedAt: "2026-11-22T10:00:00.000Z", endedReason: "customer-busy" })).toMatchObject({
      startedAt: null,
      durationMs: null,
      costUsd: null,
      latencyAverageMs: null,
      recording: null,
      turns: [],
    });
  });

  test("text is made fit for Postgres: no NUL, no lone surrogates", () => {
    const { summary, structuredData } = toReport({
      analysis: { summary: "a\0b\ud800", structuredData: { "k\0": ["\0x", Number.NaN, undefined] } },
    });
    expect(summary).toBe("ab\ufffd");
    expect(structuredData).toEqual({ k: ["x", null, null] });
  });

  test("data beyond what a report may hold is left out", () => {
    expect(
      toReport({ analysis: { structuredData: { text: Array.from({ length: 100 }, () => "x".repeat(1000)) } } })
        .structuredData,
    ).toBeNull();
  });

  test("any input gives a report", () => {
    for (const odd of [
      { artifact: 3 },
      { artifact: { messages: [null, 1, { role: "bot" }, { role: "tool_calls", toolCalls: "no" }] } },
      { costs: {}, analysis: [] },
    ]) {
      expect(toReport(odd).turns).toEqual([]);
    }
  });

  test("the three shapes of tool calls are read alike (reference §2.3)", () => {
    const tools = [
      { id: "1", function: { name: "f", arguments: '{"a":1}' } },
      { id: "2", function: { name: "f", arguments: { a: 1 } } },
      { id: "3", name: "f", parameters: { a: 1 } },
    ];
    const { turns } = toReport({ artifact: { messages: [{ role: "tool_calls", toolCalls: tools, time: 0 }] } });
    expect(turns).toMatchObject(
      tools.map(({ id }) => ({ role: "tool", toolCallId: id, name: "f", arguments: { a: 1 }, answered: false })),
    );
  });
});
