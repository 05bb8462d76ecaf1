import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginningOf, dayOf, endOf, toLocal } from "./time.ts";

const NOW = new Date("2026-11-28T23:30:00Z");

describe("a moment on the clock of a place", () => {
  it.each([
    ["2026-11-28T08:12:05.123Z", "Europe/Paris", "2026-11-28T09:12:05+01:00"],
    ["2026-07-01T22:30:00.000Z", "Europe/Paris", "2026-07-02T00:30:00+02:00"],
    ["2026-11-28T12:00:00.000Z", "America/Martinique", "2026-11-28T08:00:00-04:00"],
    ["2026-11-28T12:00:00.000Z", "Asia/Kolkata", "2026-11-28T17:30:00+05:30"],
    ["2026-11-28T12:00:00.000Z", "America/St_Johns", "2026-11-28T08:30:00-03:30"],
  ])("%s in %s is %s", (moment, timeZone, local) => {
    expect(toLocal(moment, timeZone)).toBe(local);
  });

  it("is the same moment, whenever and wherever", () => {
    const zones = fc.constantFrom("Europe/Paris", "America/Montreal", "Pacific/Noumea", "Indian/Reunion", "UTC");
    const moments = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, zones, (moment, timeZone) => {
        const read = new Date(toLocal(moment.toISOString(), timeZone)).getTime();
        expect(read).toBe(Math.floor(moment.getTime() / 1000) * 1000);
      }),
    );
  });
});

describe("a day that a model names", () => {
  it("is the day there, which may be another than in UTC", () => {
    expect(dayOf("today", "Europe/Paris", NOW)).toBe("2026-11-29");
    expect(dayOf("yesterday", "Europe/Paris", NOW)).toBe("2026-11-28");
    expect(dayOf("2026-11-01T10:00", "Europe/Paris", NOW)).toBe("2026-11-01");
  });

  it("begins and ends at midnight there, also when the clock changes", () => {
    expect(beginningOf("today", "Europe/Paris", NOW)).toBe("2026-11-28T23:00:00.000Z");
    expect(endOf("today", "Europe/Paris", NOW)).toBe("2026-11-29T22:59:59.999Z");
    // 25 hours, and 23.
    expect(beginningOf("2026-10-25", "Europe/Paris", NOW)).toBe("2026-10-24T22:00:00.000Z");
    expect(endOf("2026-10-25", "Europe/Paris", NOW)).toBe("2026-10-25T22:59:59.999Z");
    expect(beginningOf("2026-03-29", "Europe/Paris", NOW)).toBe("2026-03-28T23:00:00.000Z");
    expect(endOf("2026-03-29", "Europe/Paris", NOW)).toBe("2026-03-29T21:59:59.999Z");
  });

  it("with a time is that time there, unless it has an offset of its own", () => {
    expect(beginningOf("2026-11-28T08:00", "Europe/Paris", NOW)).toBe("2026-11-28T07:00:00.000Z");
    expect(endOf("2026-11-28T12:30", "Europe/Paris", NOW)).toBe("2026-11-28T11:30:00.000Z");
    expect(beginningOf("2026-11-28T08:00-04:00", "Europe/Paris", NOW)).toBe("2026-11-28T12:00:00.000Z");
    expect(beginningOf("2026-11-28T08:00Z", "Europe/Paris", NOW)).toBe("2026-11-28T08:00:00.000Z");
  });
});
