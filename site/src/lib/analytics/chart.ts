/** Charts in hundredths of their box, so that they stretch without their words. */

/** The next round number above all values: the chart's upper edge. */
export function topOf(values: (number | null)[]): number {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  if (most === 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 10].map((step) => step * unit).find((step) => step >= most) ?? most;
}

const GAP = 0.24;
const round = (value: number) => Math.round(value * 100) / 100;
const percent = (value: number) => `${round(value)}%`;
const height = (value: number, top: number) => (top === 0 ? 0 : (100 * value) / top);

/** A place for each of so many items, with its middle. */
export function slots(count: number): { x: string; width: string; middle: string }[] {
  const wide = 100 / Math.max(1, count);
  return Array.from({ length: count }, (_, index) => ({
    x: percent(index * wide),
    width: percent(wide),
    middle: percent((index + 0.5) * wide),
  }));
}

/** A bar for each value, from the ground up; something is never shown as nothing. */
export function bars(values: (number | null)[], top: number) {
  const wide = 100 / Math.max(1, values.length);
  return values.map((value, index) => {
    const high = value === null || value === 0 ? 0 : Math.max(1, height(value, top));
    return {
      x: percent((index + GAP / 2) * wide),
      width: percent(wide * (1 - GAP)),
      y: percent(100 - high),
      height: percent(high),
    };
  });
}

/** The points of a line, and what connects those that follow one another; a missing value is a gap. */
export function line(values: (number | null)[], top: number) {
  const places = slots(values.length);
  const points = values.map((value, index) =>
    value === null ? undefined : { x: places[index]?.middle ?? "0%", y: percent(100 - height(value, top)) },
  );
  const segments = points.flatMap((to, index) => {
    const from = points[index - 1];
    return from && to ? [{ x1: from.x, y1: from.y, x2: to.x, y2: to.y }] : [];
  });
  return { points: points.filter((point) => point !== undefined), segments };
}
