import { expect, test } from "vitest";
import type { CallStats } from "../api/types.ts";
import { dayOf, daysBefore } from "../time-zone.ts";
import { figuresOf } from "./figures.ts";

const item = (day: string, calls: number, minutes: number): CallStats["items"][number] => ({
  day,
  assistant: null,
  number: null,
  direction: null,
  endedFamily: null,
  outcome: null,
  calls,
  minutes,
  costUsd: 0,
  successRate: null,
  turns: 0,
  latencyMedianMs: null,
  latencyP95Ms: null,
});

test("today stands beside the mean of the same weekday, also of those without a call", () => {
  const items = [
    item("2026-11-06", 6, 12),
    item("2026-11-13", 0, 0),
    item("2026-11-20", 3, 9),
    item("2026-11-27", 5, 4),
  ];
  expect(figuresOf({ items }, "2026-11-27")).toEqual({
    received: { today: 5, usual: 3 },
    minutes: { today: 4, usual: 7 },
  });
});

test("weeks before the first call do not count, and a new organization has no usual day", () => {
  expect(figuresOf({ items: [item("2026-11-20", 4, 8)] }, "2026-11-27").received).toEqual({ today: 0, usual: 4 });
  expect(figuresOf({ items: [item("2026-11-27", 2, 1)] }, "2026-11-27").received).toEqual({
    today: 2,
    usual: undefined,
  });
  expect(figuresOf({ items: [] }, "2026-11-27").minutes).toEqual({ today: 0, usual: undefined });
});

test("a day is that of the organization's clock, and days before cross months", () => {
  const late = new Date("2026-11-27T23:30:00Z");
  expect([dayOf(late, "Europe/Paris"), dayOf(late, "America/Martinique")]).toEqual(["2026-11-28", "2026-11-27"]);
  expect(daysBefore("2026-03-02", 7)).toBe("2026-02-23");
});
