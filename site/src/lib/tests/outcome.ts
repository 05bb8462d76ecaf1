import type { TestAttempt } from "../api/types.ts";

/** What the attempts at a test come to together; `waiting` until all of them have ended. */
export type Outcome = "waiting" | "failed" | "skipped" | "canceled" | "passed";

export type TestResult = {
  testId: string;
  name: string;
  attempts: TestAttempt[];
  outcome: Outcome;
  /** Attempts at the same test came to different ends. */
  isFlaky: boolean;
};

const JUDGED: TestAttempt["status"][] = ["passed", "failed", "skipped"];

/** The attempts of a run, test by test, in their order. */
export function resultsOf(attempts: TestAttempt[]): TestResult[] {
  return [...Map.groupBy(attempts, ({ testId }) => testId)].map(([testId, own]) => {
    const statuses = new Set(own.map(({ status }) => status));
    return {
      testId,
      name: own[0]?.testName ?? "",
      attempts: own.toSorted((left, right) => left.number - right.number),
      outcome: outcomeOf(statuses),
      isFlaky: JUDGED.filter((status) => statuses.has(status)).length > 1,
    };
  });
}

function outcomeOf(statuses: ReadonlySet<TestAttempt["status"]>): Outcome {
  if (statuses.has("queued") || statuses.has("running")) return "waiting";
  return (["failed", "skipped", "canceled"] as const).find((status) => statuses.has(status)) ?? "passed";
}

/** The tests that passed before and fail, and those that failed before and pass. */
export function compare(now: TestResult[], before: TestResult[]): { red: TestResult[]; green: TestResult[] } {
  const earlier = new Map(before.map(({ testId, outcome }) => [testId, outcome]));
  const turned = (from: Outcome, to: Outcome) =>
    now.filter(({ testId, outcome }) => outcome === to && earlier.get(testId) === from);
  return { red: turned("passed", "failed"), green: turned("failed", "passed") };
}
