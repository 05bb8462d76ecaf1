import { describe, expect, it } from "vitest";
import { dueTimes, firstDue, tasksDue } from "./schedule.ts";
import { newDoc } from "./state/doc.ts";

const NOW = Date.UTC(2026, 10, 22, 10);
const TIMING = { keepRoomMs: 60_000, silentAfterMs: 60_000, reportAfterMs: 60_000, dialPace: 1 };
const CALL = {
  orgId: "0190a000-0000-7000-8000-000000000001",
  callId: "0190a000-0000-7000-8000-000000000002",
  own: true,
};
const doc = { ...newDoc({ ...CALL }, null, NOW), dial: { state: "dialling" as const, since: NOW } };

describe("while it dials", () => {
  // The alarm of the preparation may have rung already: without another, a process that died would not be woken.
  it.each([0, 59_999, 60_000, 600_000])("an alarm stays ahead, %d ms after it began", (passed) => {
    const now = NOW + passed;
    const times = dueTimes(doc, TIMING, { dialling: true, feedWaits: false, now });
    expect(firstDue(times)).toBe(now + 60_000);
    expect(tasksDue(times, now)).toEqual([]);
  });
});
