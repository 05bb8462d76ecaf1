import { expect, test } from "vitest";
import { bars, line, topOf } from "./chart.ts";
import { hoursCsv, toCsv } from "./csv.ts";
import { busiestOf, usedHours, weekOf } from "./hours.ts";
import { byFamily, changeOf, headlinesOf, pointsOf, type Item } from "./measures.ts";

const item = (over: Partial<Item>): Item => ({
  day: null,
  assistant: null,
  number: null,
  direction: "inbound",
  endedFamily: null,
  outcome: null,
  calls: 1,
  minutes: 2,
  costUsd: 0.1,
  successRate: null,
  turns: 0,
  latencyMedianMs: null,
  latencyP95Ms: null,
  ...over,
});

const items = [
  item({ endedFamily: "transferred", calls: 3 }),
  item({ endedFamily: "voice_service", calls: 2 }),
  item({ endedFamily: "no_answer", calls: 4 }),
  item({ endedFamily: "no_answer", direction: "outbound", calls: 8 }),
  item({ endedFamily: "caller_hung_up", calls: 5 }),
];

test("who called and was not served is lost; who was called and did not answer is not", () => {
  const total = { ...item({}), calls: 22, minutes: 11 };
  expect(headlinesOf({ from: "", to: "", step: "day", timeZone: "", items, total })).toMatchObject({
    calls: 22,
    meanMs: 30_000,
    transferred: 3,
    lost: 6,
  });
});

test("ends are one each, the most frequent first", () => {
  expect(byFamily(items).map(({ endedFamily, calls }) => [endedFamily, calls])).toEqual([
    ["no_answer", 12],
    ["caller_hung_up", 5],
    ["transferred", 3],
    ["voice_service", 2],
  ]);
});

test("a figure is compared where there is something to compare it with", () => {
  expect(changeOf(12, 10)).toEqual({ kind: "share", by: 20 });
  expect(changeOf(12, 0)).toEqual({ kind: "none" });
  expect(changeOf(null, 3)).toEqual({ kind: "none" });
  expect(changeOf(1000, 1001)).toEqual({ kind: "same" });
  expect(pointsOf(0.8, 0.95)).toEqual({ kind: "points", by: -15 });
  expect(pointsOf(0.8, null)).toEqual({ kind: "none" });
});

test("a chart has a round top, shows a little as something, and leaves a gap where nothing is known", () => {
  expect([0, 3, 41, 100, 0.018].map((most) => topOf([most, null]))).toEqual([1, 4, 50, 100, 0.02]);
  const [first, second] = bars([1, 0], 1000);
  expect([first?.height, second?.height]).toEqual(["1%", "0%"]);
  const { points, segments } = line([10, null, 20, 40], 40);
  expect(points).toHaveLength(3);
  expect(segments).toEqual([{ x1: "62.5%", y1: "50%", x2: "87.5%", y2: "0%" }]);
});

test("a file has a line for each item, numbers as spreadsheets read them, and no formula", () => {
  const named = { assistant: { id: "1", name: "=1+1" }, calls: 3, minutes: 12.5, successRate: 0.935 };
  const [header, row] = toCsv([item(named)], "assistant").split("\r\n");
  expect(header).toContain(";");
  expect(row).toBe(`"'=1+1";3;12,5;93,5;;;0,1`);
  expect(toCsv([item({ day: "2026-11-01" })], "period").split("\r\n")[1]).toMatch(/^2026-11-01;1;2;/);
});

test("a week has every hour of its seven days, its busiest one, and the table of the hours in between", () => {
  const items = [
    { weekday: "monday" as const, hour: 9, calls: 4 },
    { weekday: "sunday" as const, hour: 11, calls: 7 },
  ];
  const week = weekOf({ items });
  expect([week.length, week.flat().length]).toEqual([7, 7 * 24]);
  expect(week.flat().reduce((sum, { calls }) => sum + calls, 0)).toBe(11);
  expect(busiestOf({ items })).toEqual({ weekday: "sunday", hour: 11, calls: 7 });
  expect(usedHours({ items })).toEqual([9, 10, 11]);
  const lines = hoursCsv({ from: "", to: "", timeZone: "", items, total: 11 }).split("\r\n");
  expect(lines.map((line) => line.split(";").slice(1).join())).toEqual([
    "lun.,mar.,mer.,jeu.,ven.,sam.,dim.",
    "4,0,0,0,0,0,0",
    "0,0,0,0,0,0,0",
    "0,0,0,0,0,0,7",
  ]);
});
