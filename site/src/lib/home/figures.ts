import type { CallStats } from "../api/types.ts";
import { daysBefore } from "../time-zone.ts";

/** Usual is the mean of the same weekday in so many weeks before. */
export const WEEKS = 4;

export type Figure = { today: number; usual: number | undefined };
export type Figures = { received: Figure; minutes: Figure };

/**
 * What came in today, beside the usual: the mean of this weekday in the weeks before, from the organization's first call
 * on; undefined without such a day.
 */
export function figuresOf({ items }: Pick<CallStats, "items">, today: string): Figures {
  const byDay = new Map(items.map((item) => [item.day, item]));
  const firstCall = items.find(({ calls }) => calls > 0)?.day ?? today;
  const before = Array.from({ length: WEEKS }, (_, week) => daysBefore(today, (week + 1) * 7)).filter(
    (day) => day >= firstCall,
  );
  const figure = (read: (item: CallStats["items"][number]) => number): Figure => {
    const of = (day: string) => {
      const item = byDay.get(day);
      return item === undefined ? 0 : read(item);
    };
    const sum = before.reduce((total, day) => total + of(day), 0);
    return { today: of(today), usual: before.length === 0 ? undefined : sum / before.length };
  };
  return { received: figure(({ calls }) => calls), minutes: figure(({ minutes }) => minutes) };
}
