import { DAYS } from "@allokoli/shared/hours/days";
import type { CallHours } from "../api/types.ts";

export type Cell = { weekday: (typeof DAYS)[number]; hour: number; calls: number };

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** The week as rows of days with all their hours, Monday first. */
export function weekOf({ items }: Pick<CallHours, "items">): Cell[][] {
  const found = new Map(items.map((item) => [`${item.weekday} ${item.hour}`, item.calls]));
  return DAYS.map((weekday) => HOURS.map((hour) => ({ weekday, hour, calls: found.get(`${weekday} ${hour}`) ?? 0 })));
}

/** The hour with the most calls; undefined without any. */
export const busiestOf = ({ items }: Pick<CallHours, "items">): Cell | undefined =>
  items.toSorted((left, right) => right.calls - left.calls)[0];

/** The hours of a day from the first to the last in which somebody called. */
export function usedHours({ items }: Pick<CallHours, "items">): number[] {
  const hours = items.map(({ hour }) => hour);
  return HOURS.filter((hour) => hour >= Math.min(...hours) && hour <= Math.max(...hours));
}
