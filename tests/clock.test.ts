import { expect, test } from "vitest";
import { farHour, msToClearOf } from "./clock.ts";

test.each([
  ["Europe/Paris", "2026-11-29T12:00:00Z", 0],
  ["Europe/Paris", "2026-11-29T22:57:29Z", 0],
  ["Europe/Paris", "2026-11-29T22:59:30Z", 31_000],
  ["Europe/Paris", "2026-11-29T22:59:59Z", 2_000],
  ["Europe/Paris", "2026-11-29T23:00:00Z", 0],
  // Summer, and the evening before the clock goes back.
  ["Europe/Paris", "2026-07-14T21:59:50Z", 11_000],
  ["Europe/Paris", "2026-10-24T21:59:50Z", 11_000],
  ["UTC", "2026-11-29T23:59:50Z", 11_000],
])("in %s at %s a test of one day waits %d ms", (timeZone, now, ms) => {
  expect(msToClearOf(timeZone, new Date(now))).toBe(ms);
});

test.each([
  ["2026-11-29T12:00:00Z", 1],
  ["2026-11-29T23:30:00Z", 12],
  ["2026-07-14T22:00:00Z", 12],
])("at %s the far hour is %d", (now, hour) => {
  expect(farHour(new Date(now))).toBe(hour);
});
