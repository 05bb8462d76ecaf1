import { describe, expect, test } from "vitest";
import { overwriteGetLocale } from "../paraglide/runtime.js";
import { dateTime, shortMoment, timeOfDay } from "./format.ts";

const PARIS = "Europe/Paris";
const NOW = new Date("2026-11-29T10:00:00Z");

const ofNarrow = (text: string) => text.replaceAll("\u202F", " ");

describe("a moment", () => {
  test.each([
    ["fr", "2026-11-29T08:05:00Z", "9 h 05"],
    ["fr", "2026-11-29T08:00:00Z", "9 h"],
    ["fr", "2026-11-28T23:00:00Z", "0 h"],
    ["fr", "2026-11-28T22:59:00Z", "28 nov., 23 h 59"],
    ["fr", "2025-12-31T22:59:00Z", "31 déc. 2025, 23 h 59"],
    ["en", "2026-11-29T08:00:00Z", "09:00"],
    ["en", "2026-11-28T22:59:00Z", "28 Nov, 23:59"],
  ] as const)("in a list in %s: %s is %s", (language, iso, expected) => {
    overwriteGetLocale(() => language);
    expect(ofNarrow(shortMoment(iso, PARIS, NOW))).toBe(expected);
  });

  test.each([
    ["fr", "29 nov. 2026, 9 h"],
    ["en", "29 Nov 2026, 09:00"],
  ] as const)("in full in %s is %s", (language, expected) => {
    overwriteGetLocale(() => language);
    expect(ofNarrow(dateTime("2026-11-29T08:00:00Z", PARIS))).toBe(expected);
  });

  test("is told in the zone of the organization", () => {
    overwriteGetLocale(() => "fr");
    expect(ofNarrow(timeOfDay("2026-11-29T08:00:00Z", "Indian/Reunion"))).toBe("12 h");
  });
});
