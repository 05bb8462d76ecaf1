import { expect, test } from "vitest";
import type { TestAttempt } from "../api/types.ts";
import { compare, resultsOf } from "./outcome.ts";

const attempts = (testId: string, ...statuses: TestAttempt["status"][]): TestAttempt[] =>
  statuses.map((status, index) => ({
    id: `${testId}-${index}`,
    testId,
    testName: testId,
    number: index + 1,
    status,
    reason: null,
    rubrics: [],
    latency: null,
    startedAt: null,
    endedAt: null,
  }));
const outcomeOf = (...statuses: TestAttempt["status"][]) => resultsOf(attempts("t", ...statuses))[0]?.outcome;

test("a test has passed when every attempt has, and waits while one goes on", () => {
  expect(outcomeOf("passed", "passed")).toBe("passed");
  expect(outcomeOf("passed", "skipped")).toBe("skipped");
  expect(outcomeOf("skipped", "failed", "passed")).toBe("failed");
  expect(outcomeOf("failed", "running")).toBe("waiting");
  expect(outcomeOf("passed", "canceled")).toBe("canceled");
});

test("a test whose attempts differ is flaky; one whose calls were canceled is not", () => {
  const flaky = (...statuses: TestAttempt["status"][]) => resultsOf(attempts("t", ...statuses))[0]?.isFlaky;
  expect(flaky("passed", "failed")).toBe(true);
  expect(flaky("failed", "failed")).toBe(false);
  expect(flaky("passed", "canceled", "running")).toBe(false);
});

test("a comparison tells what turned, not what is new, goes on or could not be judged", () => {
  const before = resultsOf([...attempts("a", "passed"), ...attempts("b", "failed"), ...attempts("c", "passed")]);
  const now = resultsOf([
    ...attempts("a", "failed"),
    ...attempts("b", "passed", "passed"),
    ...attempts("c", "skipped"),
    ...attempts("d", "failed"),
  ]);
  const { red, green } = compare(now, before);
  expect(red.map(({ testId }) => testId)).toEqual(["a"]);
  expect(green.map(({ testId }) => testId)).toEqual(["b"]);
});
