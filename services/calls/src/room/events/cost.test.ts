import { expect, test } from "vitest";
import { costIn } from "./cost.ts";

const COSTS = [
  { type: "transport", provider: "twilio", minutes: 1.1, cost: 0.25 },
  { type: "model", model: { provider: "openai" }, cost: 0.5 },
];
const BREAKDOWN = {
  transport: 0.25,
  stt: 0.125,
  llm: 0.5,
  tts: 0,
  vapi: 0.125,
  analysisCostBreakdown: { summary: 0.25 },
};

test("the total is Vapi's, else the sum of all parts, else unknown", () => {
  expect(costIn({ cost: 0.2, costs: COSTS }).costUsd).toBe(0.2);
  expect(costIn({ costs: COSTS, costBreakdown: { total: 0.8 } }).costUsd).toBe(0.8);
  expect(costIn({ costs: COSTS }).costUsd).toBe(0.75);
  expect(costIn({ costBreakdown: BREAKDOWN }).costUsd).toBe(1.25);
  expect(costIn({ costs: [] })).toEqual({ costUsd: null, costParts: [] });
});

test("a part without an amount is left out, and makes the sum unknown", () => {
  expect(costIn({ costs: [...COSTS, { type: "voice", minutes: 1 }] })).toMatchObject({
    costUsd: null,
    costParts: [{ type: "transport" }, { type: "model" }],
  });
});

test("the breakdown by kind uses the names of the list", () => {
  expect(costIn({ costBreakdown: BREAKDOWN }).costParts.map(({ type, usd }) => [type, usd])).toEqual([
    ["transport", 0.25],
    ["transcriber", 0.125],
    ["model", 0.5],
    ["vapi", 0.125],
    ["analysis", 0.25],
  ]);
});
