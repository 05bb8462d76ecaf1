import { setTimeout } from "node:timers/promises";

const DAY_SECONDS = 86_400;
/** Longer than a test that is about one day takes, and waits for something. */
const NEAR_SECONDS = 150;

const secondsToMidnight = (timeZone: string, now: Date): number => {
  const told = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }).format(now);
  const [hours = 0, minutes = 0, seconds = 0] = told.split(":").map(Number);
  return DAY_SECONDS - (hours * 60 + minutes) * 60 - seconds;
};

/** Milliseconds to wait so that the next two and a half minutes are of one day; none in most of a day. */
export function msToClearOf(timeZone: string, now: Date): number {
  const left = secondsToMidnight(timeZone, now);
  return left > NEAR_SECONDS ? 0 : (left + 1) * 1_000;
}

/** For a test that counts a day, or compares what is told of one: waits for midnight if it is near. */
export async function clearOfMidnight(...timeZones: string[]): Promise<void> {
  for (const timeZone of timeZones.length === 0 ? ["Europe/Paris"] : timeZones)
    await setTimeout(msToClearOf(timeZone, new Date()));
}

/** An hour of Paris that begins in half a day: nothing that a test plans for it happens while the test runs. */
export function farHour(now = new Date()): number {
  const told = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Paris", hour: "2-digit" }).format(now);
  return (Number(told) + 12) % 24;
}
