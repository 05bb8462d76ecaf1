import { Problem } from "@allokoli/shared/http/problem";
import { expect, test } from "vitest";
import { requireAhead } from "./schedule.ts";

const NOW = Date.parse("2026-11-27T10:00:00Z");
const refusal = (earliestAt: string, latestAt?: string) => {
  try {
    requireAhead({ earliestAt, ...(latestAt !== undefined && { latestAt }) }, NOW);
    return undefined;
  } catch (err) {
    return err instanceof Problem ? err.errors?.[0]?.path : err;
  }
};

test("a call can be planned for any future moment, in any time zone", () => {
  expect(refusal("2026-11-27T10:00:01Z")).toBeUndefined();
  expect(refusal("2026-11-27T11:00:30+01:00")).toBeUndefined();
  expect(refusal("2026-11-27T10:00:01+01:00")).toBe("schedule.earliestAt");
  expect(refusal("2020-01-01T09:00:00Z")).toBe("schedule.earliestAt");
  expect(refusal("2020-01-01T09:00:00Z", "2030-01-01T09:00:00Z")).toBe("schedule.earliestAt");
});

test("a moment up to a minute in the past is accepted", () => {
  expect(refusal("2026-11-27T09:59:01Z")).toBeUndefined();
  expect(refusal("2026-11-27T09:58:59Z")).toBe("schedule.earliestAt");
});

test("a window must end after it begins; without a moment the call is made now", () => {
  expect(refusal("2026-11-28T10:00:00Z", "2026-11-28T09:59:59Z")).toBe("schedule.latestAt");
  expect(() => requireAhead(undefined, NOW)).not.toThrow();
});
