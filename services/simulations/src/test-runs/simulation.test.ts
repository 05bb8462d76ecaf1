import { complaints } from "@allokoli/emulators/vapi/validation/validate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_TEST, PERSONALITIES, type TestSettings } from "../tests/contract.ts";
import { knownTarget, simulationOf } from "./simulation.ts";

const RUN = "0198c2a4-0000-7000-8000-000000000001";
const TEST = "0198c2a4-0000-7000-8000-000000000002";
const VAPI_ID = "0198c2a4-0000-7000-8000-000000000003";
const settings: TestSettings = {
  ...DEFAULT_TEST,
  script: "Vous voulez un rendez-vous.",
  rubrics: [{ text: "Un jour est convenu.", required: true }],
};
const compiled = (change: Partial<TestSettings> = {}, type: "assistant" | "squad" | "workflow" = "assistant") =>
  simulationOf(RUN, knownTarget({ type, vapiId: VAPI_ID }), {
    id: TEST,
    name: "Rendez-vous",
    settings: { ...settings, ...change },
  });

const text = (maxLength: number) => fc.string({ minLength: 1, maxLength });
const anySettings = fc.record({
  channel: fc.constantFrom("chat" as const, "voice" as const),
  language: fc.constantFrom("fr" as const, "en" as const),
  script: text(8000),
  personality: fc.constantFrom(...PERSONALITIES),
  personalityDetails: fc.option(text(1000)),
  rubrics: fc.array(fc.record({ text: text(1000), required: fc.boolean() }), { minLength: 1, maxLength: 10 }),
  attempts: fc.integer({ min: 1, max: 10 }),
  variables: fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), text(500), { maxKeys: 5 }),
  mocks: fc.array(fc.record({ function: text(64), result: text(2000) }), { maxLength: 3 }),
});

describe("a test as Vapi's simulation", () => {
  it("is valid by Vapi's published schemas, whatever the test", () => {
    const types = fc.constantFrom("assistant" as const, "squad" as const, "workflow" as const);
    fc.assert(
      fc.property(anySettings, types, (given, type) => {
        expect(complaints("CreateSimulationRunDTO", JSON.parse(JSON.stringify(compiled(given, type))))).toEqual([]);
      }),
    );
  });

  it("is found again by the ids of the run and the test, and calls a workflow as its squad", () => {
    expect(compiled().simulations[0]).toMatchObject({ type: "simulation", name: `${RUN}:${TEST}` });
    expect(compiled({}, "workflow").target).toEqual({ type: "squad", squadId: VAPI_ID });
    expect(compiled().target).toEqual({ type: "assistant", assistantId: VAPI_ID });
  });

  it("speaks or writes, as often as asked", () => {
    expect(compiled({ channel: "voice", attempts: 3 })).toMatchObject({
      iterations: 3,
      transport: { provider: "vapi.websocket" },
    });
    expect(compiled()).toMatchObject({ iterations: 1, transport: { provider: "vapi.webchat" } });
  });

  it("asks for a verdict on each rubric, and for a reason, which does not decide", () => {
    const [simulation] = compiled().simulations as { scenario: { evaluations: object[] } }[];
    expect(simulation?.scenario.evaluations).toMatchObject([
      {
        structuredOutput: { name: "rubric_1", schema: { type: "boolean" } },
        comparator: "=",
        value: true,
        required: true,
      },
      { structuredOutput: { name: "reason_1", schema: { type: "string" } }, required: false },
    ]);
  });
});
