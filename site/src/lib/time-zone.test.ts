import fc from "fast-check";
import { expect, test } from "vitest";
import { toInstant, toWallTime } from "./time-zone.ts";

test("a wall time is read in the person's time zone, summer and winter", () => {
  expect(toInstant("2026-07-01T09:00", "Europe/Paris")?.toISOString()).toBe("2026-07-01T07:00:00.000Z");
  expect(toInstant("2026-12-01T09:00", "Europe/Paris")?.toISOString()).toBe("2026-12-01T08:00:00.000Z");
  expect(toInstant("2026-12-01T09:00", "America/Montreal")?.toISOString()).toBe("2026-12-01T14:00:00.000Z");
});

test("an invalid wall time is undefined", () => {
  for (const text of ["", "tomorrow", "2026-13-01T09:00", "2026-12-01 09:00", "2026-12-01T09:00Z"]) {
    expect(toInstant(text, "Europe/Paris"), text).toBeUndefined();
  }
});

test("an instant shown as a wall time and read again is the same minute, outside the hour that a clock change repeats", () => {
  const zones = fc.constantFrom("Europe/Paris", "America/Montreal", "Asia/Kolkata", "UTC", "Pacific/Auckland");
  const days = fc.constantFrom("2026-01-15", "2026-07-15", "2026-03-29", "2026-06-30");
  fc.assert(
    fc.property(zones, days, fc.integer({ min: 0, max: 1439 }), (zone, day, minute) => {
      const instant = new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000);
      expect(toInstant(toWallTime(instant, zone), zone)?.toISOString()).toBe(instant.toISOString());
    }),
  );
});
