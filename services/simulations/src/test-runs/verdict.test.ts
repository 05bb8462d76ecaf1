import { describe, expect, it } from "vitest";
import { SimulationItem, toAttempt } from "./verdict.ts";

const rubrics = [
  { text: "Un jour est convenu.", required: true },
  { text: "L'assistant est resté poli.", required: false },
];
type Given = Partial<{
  passed: boolean;
  isSkipped: boolean;
  skipReason: string;
  error: string;
  extractedValue: unknown;
}>;
const NOW = Date.parse("2026-11-23T10:00:00Z");
const evaluation = (name: string, given: Given = {}) => ({ name, extractedValue: true, passed: true, ...given });
const attempt = (item: object, evaluations: object[] = []) =>
  toAttempt(
    SimulationItem.parse({ id: "item", status: "passed", results: { evaluations }, ...item }),
    { rubrics },
    NOW,
  );

describe("an attempt", () => {
  it("has passed when each required rubric has, with its reason", () => {
    const reason = evaluation("reason_1", { extractedValue: "Mardi est convenu." });
    const { status, rubrics: verdicts } = attempt({}, [
      evaluation("rubric_1"),
      reason,
      evaluation("rubric_2", { passed: false }),
    ]);
    expect(status).toBe("passed");
    expect(verdicts).toEqual([
      { ...rubrics[0], verdict: "passed", reason: "Mardi est convenu." },
      { ...rubrics[1], verdict: "failed", reason: null },
    ]);
  });

  it("has failed when a required rubric has, though Vapi passed it", () => {
    expect(
      attempt({}, [
        evaluation("rubric_1", { passed: false }),
        evaluation("reason_1", { extractedValue: "Aucun jour." }),
      ]),
    ).toMatchObject({ status: "failed", reason: "Aucun jour." });
  });

  it.each([
    [
      "all were skipped",
      [
        evaluation("rubric_1", { isSkipped: true, skipReason: "needs audio" }),
        evaluation("rubric_2", { isSkipped: true }),
      ],
    ],
    [
      "a required one was skipped",
      [evaluation("rubric_1", { isSkipped: true, skipReason: "needs audio" }), evaluation("rubric_2")],
    ],
  ])("has not passed when %s", (_, evaluations) =>
    expect(attempt({}, evaluations)).toMatchObject({ status: "skipped", reason: "needs audio" }),
  );

  it("has not passed when nothing was judged", () => {
    expect(attempt({})).toMatchObject({ status: "skipped", rubrics: [{ verdict: null }, { verdict: null }] });
    const onlyNoted = { rubrics: [{ text: "Poli", required: false }] };
    const item = SimulationItem.parse({
      id: "item",
      status: "passed",
      results: { evaluations: [evaluation("rubric_1", { isSkipped: true })] },
    });
    expect(toAttempt(item, onlyNoted, NOW).status).toBe("skipped");
  });

  it("has failed when its call has, whatever was judged", () => {
    const failed = { status: "failed", failureReason: "pipeline error" };
    expect(attempt(failed, [evaluation("rubric_1")])).toMatchObject({ status: "failed", reason: "pipeline error" });
    expect(attempt({ ...failed, results: undefined })).toMatchObject({ status: "failed", reason: "pipeline error" });
  });

  it("is waited for, for a while, when its call is over and its results are not written yet", () => {
    const over = (completedAt: string) => attempt({ status: "passed", results: undefined, completedAt }).status;
    expect(over("2026-11-23T09:59:30Z")).toBe("running");
    expect(over("2026-11-23T09:50:00Z")).toBe("skipped");
  });

  it("goes on while Vapi calls or judges", () => {
    expect(["queued", "running", "evaluating", "canceled"].map((status) => attempt({ status }).status)).toEqual([
      "queued",
      "running",
      "running",
      "canceled",
    ]);
  });

  it("keeps what was said, and nothing else that Vapi adds", () => {
    const messages = [
      { role: "system", content: "secret prompt" },
      { role: "assistant", content: "Cabinet Moreau, bonjour." },
      { role: "user", content: "Bonjour \0\uD800" },
      { role: "assistant", content: null, tool_calls: [] },
      { role: "tool", content: "pris" },
      "what is this",
    ];
    expect(attempt({ metadata: { call: { messages } } }).transcript).toEqual([
      { role: "assistant", text: "Cabinet Moreau, bonjour." },
      { role: "caller", text: "Bonjour \uFFFD" },
      { role: "tool", text: "pris" },
    ]);
  });
});
