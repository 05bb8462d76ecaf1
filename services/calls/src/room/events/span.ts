import { milliseconds } from "./milliseconds.ts";

/** The milliseconds from one moment to a later one; null where one is unknown, or they are in the wrong order. */
export function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const ms = Date.parse(to) - Date.parse(from);
  return ms < 0 ? null : milliseconds(ms);
}

/** A moment so many milliseconds after another, or before it if negative. */
export const shifted = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

export const earlier = (left: string | null, right: string) => (left === null || right < left ? right : left);
export const later = (left: string | null, right: string) => (left === null || right > left ? right : left);
