import { expect, test } from "vitest";
import { badgesOf, isLost } from "./badges.ts";

const call = (over: Partial<Parameters<typeof badgesOf>[0]> = {}) => ({
  status: "ended" as const,
  direction: "inbound" as const,
  startedAt: "2026-11-27T09:00:00.000Z",
  endedFamily: "caller_hung_up" as const,
  success: true,
  structuredData: null,
  ...over,
});
const tones = (over: Parameters<typeof call>[0]) => badgesOf(call(over)).map(({ tone }) => tone);

test("an ordinary call has no badge, and one that failed its purpose says so", () => {
  expect(tones({})).toEqual([]);
  expect(tones({ success: false })).toEqual(["warn"]);
  expect(tones({ status: "in-progress", success: false })).toEqual([]);
});

test("a caller whom nobody answered is lost, whatever the reason", () => {
  for (const endedFamily of ["plan_limit", "no_answer", "caller_hung_up", "carrier", null] as const) {
    expect(isLost(call({ startedAt: null, endedFamily }))).toBe(true);
    expect(badgesOf(call({ startedAt: null, endedFamily }))).toEqual([{ tone: "danger", label: "Appel perdu" }]);
  }
  expect(isLost(call({ startedAt: null, direction: "outbound" }))).toBe(false);
});

test("a blocked caller is not lost", () => {
  for (const startedAt of [null, "2026-11-27T09:00:00.000Z"]) {
    const blocked = call({ startedAt, endedFamily: "blocked", success: null });
    expect(isLost(blocked)).toBe(false);
    expect(badgesOf(blocked)).toEqual([{ tone: "plain", label: "Bloqué" }]);
  }
});

test("how a call ended is said once, after what is urgent", () => {
  expect(badgesOf(call({ endedFamily: "voice_service", success: false })).map(({ label }) => label)).toEqual(["Coupé"]);
  expect(tones({ direction: "outbound", startedAt: null, endedFamily: "no_answer" })).toEqual(["warn"]);
  expect(tones({ direction: "outbound", endedFamily: "voicemail" })).toEqual(["plain"]);
  expect(tones({ endedFamily: "transferred", structuredData: { isUrgent: true } })).toEqual(["danger", "good"]);
  expect(tones({ structuredData: { isUrgent: "yes" } })).toEqual([]);
  expect(tones({ structuredData: ["isUrgent"] })).toEqual([]);
});
