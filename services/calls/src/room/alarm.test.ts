import { expect, test, vi } from "vitest";
import { Alarm } from "./alarm.ts";

/** Storage that refuses an invalid time, as the runtime does. */
function storage() {
  const set: number[] = [];
  return {
    set,
    getAlarm: () => Promise.resolve(null),
    setAlarm(at: number) {
      if (at <= 0) return Promise.reject(new TypeError("setAlarm() cannot be called with an alarm time <= 0"));
      set.push(at);
      return Promise.resolve();
    },
    deleteAlarm: () => Promise.resolve(),
  };
}

test("an alarm with the time 0 rings at once", () => {
  const kept = storage();
  const before = Date.now();
  new Alarm(kept).ringBy(0);
  expect(kept.set).toHaveLength(1);
  expect(kept.set[0]).toBeGreaterThanOrEqual(before);
});

test("it is set for the earlier of two times, and again after it rang", () => {
  const kept = storage();
  const alarm = new Alarm(kept);
  const soon = Date.now() + 1_000;
  alarm.ringBy(soon + 500);
  alarm.ringBy(soon);
  alarm.ringBy(soon + 200);
  expect(kept.set).toEqual([soon + 500, soon]);
  alarm.rang();
  alarm.ringBy(soon + 200);
  expect(kept.set).toEqual([soon + 500, soon, soon + 200]);
});

test("an alarm that could not be set is set with the next one", async () => {
  const kept = storage();
  const answers = [Promise.reject(new Error("away")), Promise.resolve()];
  const alarm = new Alarm({
    ...kept,
    setAlarm: (at) => {
      kept.set.push(at);
      return answers.shift() ?? Promise.resolve();
    },
  });
  const at = Date.now() + 1_000;
  alarm.ringBy(at);
  await new Promise((resolve) => setTimeout(resolve));
  alarm.ringBy(at);
  expect(kept.set).toEqual([at, at]);
});

test("an alarm that is long overdue is set again", () => {
  vi.useFakeTimers({ now: 1_000_000 });
  try {
    const kept = storage();
    const alarm = new Alarm(kept);
    alarm.ringBy(1_000_020);
    vi.setSystemTime(1_001_000);
    alarm.ringBy(1_001_500);
    expect(kept.set).toEqual([1_000_020]);
    vi.setSystemTime(1_005_000);
    alarm.ringBy(1_005_500);
    expect(kept.set).toEqual([1_000_020, 1_005_500]);
  } finally {
    vi.useRealTimers();
  }
});
