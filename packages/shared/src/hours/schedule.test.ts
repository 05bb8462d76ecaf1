import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WeeklyHours } from "./contract.ts";
import { DAYS } from "./days.ts";
import { addDays, closesAt, isOpenAt, nextOpening, openPartsOf, wallClock } from "./schedule.ts";

const WEEKDAYS = DAYS.slice(0, 5);
const MINUTE_MS = 60_000;

const hoursOf = (changes: Partial<WeeklyHours> = {}): WeeklyHours => ({
  timeZone: "Europe/Paris",
  weekly: [
    { days: WEEKDAYS, from: "09:00", to: "12:30" },
    { days: WEEKDAYS, from: "14:00", to: "18:00" },
  ],
  publicHolidays: null,
  exceptions: [],
  ...changes,
});

describe("a practice in Paris", () => {
  it.each([
    ["2026-11-23T08:00:00Z", true, "Monday at nine, to the minute"],
    ["2026-11-23T07:59:59Z", false, "one second before"],
    ["2026-11-23T11:29:59Z", true, "the end of the morning"],
    ["2026-11-23T11:30:00Z", false, "the midday break"],
    ["2026-11-22T10:00:00Z", false, "Sunday"],
    // Summer time: nine in Paris is seven in Greenwich.
    ["2026-07-06T07:00:00Z", true, "a summer Monday at nine"],
    ["2026-07-06T06:59:00Z", false, "a minute before"],
  ])("at %s is open: %s (%s)", (at, open) => {
    expect(isOpenAt(hoursOf(), new Date(at))).toBe(open);
  });

  it("is closed on public holidays, and as exceptions say before all", () => {
    const christmas = new Date("2026-12-25T10:00:00Z");
    expect(isOpenAt(hoursOf(), christmas)).toBe(true);
    expect(isOpenAt(hoursOf({ publicHolidays: "FR" }), christmas)).toBe(false);
    const open = [{ date: "2026-12-25", open: [{ from: "10:00", to: "12:00" }] }];
    expect(isOpenAt(hoursOf({ publicHolidays: "FR", exceptions: open }), christmas)).toBe(true);
    expect(
      isOpenAt(hoursOf({ exceptions: [{ date: "2026-11-23", open: [] }] }), new Date("2026-11-23T10:00:00Z")),
    ).toBe(false);
  });

  it("a Friday night ends on Saturday morning, also when Saturday is an exception", () => {
    const night = hoursOf({ weekly: [{ days: ["friday"], from: "22:00", to: "02:00" }] });
    expect(isOpenAt(night, new Date("2026-11-27T21:00:00Z"))).toBe(true);
    expect(isOpenAt(night, new Date("2026-11-28T00:59:00Z"))).toBe(true);
    expect(isOpenAt(night, new Date("2026-11-28T01:00:00Z"))).toBe(false);
    expect(isOpenAt(night, new Date("2026-11-27T00:30:00Z"))).toBe(false);
    const closedSaturday = { ...night, exceptions: [{ date: "2026-11-28", open: [] }] };
    expect(isOpenAt(closedSaturday, new Date("2026-11-28T00:30:00Z"))).toBe(true);
  });
});

describe("what comes next", () => {
  it.each([
    ["2026-11-23T07:00:00Z", "2026-11-23 09:00", "before the morning"],
    ["2026-11-23T11:45:00Z", "2026-11-23 14:00", "at noon"],
    ["2026-11-20T18:00:00Z", "2026-11-23 09:00", "on Friday evening"],
    ["2026-11-23T08:00:00Z", "2026-11-23 14:00", "while it is open"],
  ])("opens, seen from %s, at %s (%s)", (at, opens) => {
    const next = nextOpening(hoursOf(), new Date(at));
    expect(`${next?.date} ${next?.time}`).toBe(opens);
  });

  it("opens after the holidays, and never when every week is empty", () => {
    const hours = hoursOf({ publicHolidays: "FR", exceptions: [{ date: "2026-12-28", open: [] }] });
    expect(nextOpening(hours, new Date("2026-12-24T18:00:00Z"))).toEqual({ date: "2026-12-29", time: "09:00" });
    expect(nextOpening(hoursOf({ weekly: [] }), new Date("2026-12-24T18:00:00Z"))).toBeUndefined();
  });

  it("closes at the end of the intervals that follow each other", () => {
    const night = hoursOf({
      weekly: [
        { days: ["friday"], from: "09:00", to: "18:00" },
        { days: ["friday"], from: "18:00", to: "24:00" },
        { days: ["saturday"], from: "00:00", to: "02:00" },
      ],
    });
    expect(closesAt(night, new Date("2026-11-27T10:00:00Z"))).toEqual({ date: "2026-11-28", time: "02:00" });
    expect(closesAt(night, new Date("2026-11-26T10:00:00Z"))).toBeUndefined();
    const always = hoursOf({ weekly: [{ days: [...DAYS], from: "00:00", to: "24:00" }] });
    expect(closesAt(always, new Date("2026-11-26T10:00:00Z"))).toBeUndefined();
  });
});

describe("when clocks change", () => {
  const early = hoursOf({ weekly: [{ days: ["sunday"], from: "02:00", to: "03:00" }] });

  it("an hour that happens twice is open twice, one that does not happen never", () => {
    // 25 October 2026: 02:00–03:00 in summer time, then again in winter time.
    expect(isOpenAt(early, new Date("2026-10-25T00:30:00Z"))).toBe(true);
    expect(isOpenAt(early, new Date("2026-10-25T01:30:00Z"))).toBe(true);
    expect(isOpenAt(early, new Date("2026-10-25T02:00:00Z"))).toBe(false);
    // 29 March 2026: at 02:00 it is 03:00.
    const minutes = Array.from(
      { length: 24 * 60 },
      (_, minute) => new Date(Date.UTC(2026, 2, 28, 23) + minute * MINUTE_MS),
    );
    expect(minutes.some((at) => isOpenAt(early, at))).toBe(false);
  });
});

const time = fc.integer({ min: 0, max: 1439 }).map((minute) => {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
});
const interval = fc
  .tuple(time, time)
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from, to }));
const week = fc.array(
  fc.tuple(fc.subarray([...DAYS], { minLength: 1 }), interval).map(([days, { from, to }]) => ({ days, from, to })),
  { maxLength: 6 },
);
const zone = fc.constantFrom(
  "Europe/Paris",
  "America/Guadeloupe",
  "Indian/Reunion",
  "Asia/Kathmandu",
  "Pacific/Auckland",
  "UTC",
);
const instant = fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });

describe("any week, anywhere, at any instant", () => {
  it("is open exactly when a minute of the wall clock lies in an interval of that day or of the night before", () => {
    fc.assert(
      fc.property(week, zone, instant, (weekly, timeZone, at) => {
        const { date, time: now } = wallClock(at, timeZone);
        const midnight = Date.parse(`${date}T00:00:00Z`);
        const dayOf = (ms: number) => DAYS[(new Date(ms).getUTCDay() + 6) % 7];
        const minuteOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
        // By brute force: minutes since today's midnight, an interval of yesterday's begins 1440 earlier.
        const expected = [0, -1].some((shift) =>
          weekly.some(({ days, from, to }) => {
            const day = dayOf(midnight + shift * 86_400_000);
            const start = minuteOf(from) + shift * 1440;
            const end = minuteOf(to) + shift * 1440 + (to < from ? 1440 : 0);
            return day !== undefined && days.includes(day) && minuteOf(now) >= start && minuteOf(now) < end;
          }),
        );
        expect(isOpenAt(hoursOf({ weekly, timeZone }), at)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("where clocks do not change, it is closed until it opens next, and open until it closes", () => {
    fc.assert(
      fc.property(week, instant, (weekly, at) => {
        const hours = hoursOf({ weekly, timeZone: "UTC" });
        const next = isOpenAt(hours, at) ? closesAt(hours, at) : nextOpening(hours, at);
        if (next === undefined) return;
        const then = Date.parse(`${next.date}T${next.time}:00Z`);
        expect(isOpenAt(hours, new Date(then))).toBe(!isOpenAt(hours, at));
        const between = [0.25, 0.5, 0.75].map((part) => at.getTime() + (then - 1 - at.getTime()) * part);
        for (const ms of between) expect(isOpenAt(hours, new Date(ms))).toBe(isOpenAt(hours, at));
      }),
    );
  });

  it("a closed exception on each day near leaves nothing open, an empty week neither", () => {
    fc.assert(
      fc.property(week, zone, instant, (weekly, timeZone, at) => {
        const exceptions = [-2, -1, 0, 1, 2].map((days) => ({
          date: new Date(at.getTime() + days * 86_400_000).toISOString().slice(0, 10),
          open: [],
        }));
        expect(isOpenAt(hoursOf({ weekly, timeZone, exceptions }), at)).toBe(false);
        expect(isOpenAt(hoursOf({ weekly: [], timeZone }), at)).toBe(false);
      }),
    );
  });
});

describe("the parts of a day", () => {
  it("join what touches, and begin with the end of the night before", () => {
    const weekly: WeeklyHours["weekly"] = [
      { days: ["friday"], from: "22:00", to: "02:00" },
      { days: ["saturday"], from: "08:00", to: "12:00" },
      { days: ["saturday"], from: "12:00", to: "24:00" },
    ];
    expect(openPartsOf(hoursOf({ weekly }), "2026-11-27")).toEqual([{ from: "22:00", to: "24:00" }]);
    expect(openPartsOf(hoursOf({ weekly }), "2026-11-28")).toEqual([
      { from: "00:00", to: "02:00" },
      { from: "08:00", to: "24:00" },
    ]);
    expect(openPartsOf(hoursOf({ weekly }), "2026-11-29")).toEqual([]);
  });

  it("are what is told of each minute, whatever the hours", () => {
    const time = fc
      .integer({ min: 0, max: 24 * 60 - 1 })
      .map((minute) => new Date(minute * MINUTE_MS).toISOString().slice(11, 16));
    const interval = fc
      .record({ from: time, to: fc.oneof(time, fc.constant("24:00")) })
      .filter(({ from, to }) => from !== to);
    const days = fc.subarray([...DAYS], { minLength: 1 });
    const weekly = fc.array(
      fc.record({ days, interval }).map(({ days: on, interval: during }) => ({ days: on, ...during })),
      { maxLength: 4 },
    );
    const date = fc.integer({ min: 0, max: 13 }).map((day) => addDays("2026-12-20", day));
    const exceptions = fc.uniqueArray(fc.record({ date, open: fc.array(interval, { maxLength: 2 }) }), {
      maxLength: 3,
      selector: (one) => one.date,
    });
    fc.assert(
      fc.property(weekly, exceptions, date, (week, days, on) => {
        const hours = hoursOf({ timeZone: "UTC", weekly: week, exceptions: days, publicHolidays: "FR" });
        const parts = openPartsOf(hours, on);
        const minutes = Array.from({ length: 96 }, (_, quarter) => quarter * 15 + (quarter % 15));
        const wrong = minutes.filter((minute) => {
          const at = new Date(Date.parse(`${on}T00:00:00Z`) + minute * MINUTE_MS);
          const clock = at.toISOString().slice(11, 16);
          return parts.some(({ from, to }) => from <= clock && clock < to) !== isOpenAt(hours, at);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
