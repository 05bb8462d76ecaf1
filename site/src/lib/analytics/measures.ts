import { FAULTS } from "@allokoli/shared/ended-reasons/families";
import type { CallStats } from "../api/types.ts";

export type Item = CallStats["items"][number];

const UNSERVED: ReadonlySet<string> = new Set([...FAULTS, "no_answer"]);

const sumOf = (items: Item[], isCounted: (item: Item) => boolean) =>
  items.reduce((sum, item) => sum + (isCounted(item) ? item.calls : 0), 0);

/** What the page shows first, of calls that are told apart by how they ended and by direction. */
export const headlinesOf = ({ total, items }: CallStats) => ({
  calls: total.calls,
  minutes: total.minutes,
  meanMs: total.calls === 0 ? null : (total.minutes * 60_000) / total.calls,
  successRate: total.successRate,
  transferred: sumOf(items, ({ endedFamily }) => endedFamily === "transferred"),
  lost: sumOf(
    items,
    ({ endedFamily, direction }) => direction === "inbound" && endedFamily !== null && UNSERVED.has(endedFamily),
  ),
});
export type Headlines = ReturnType<typeof headlinesOf>;

/** Items that differ in direction alone, as one for each end: counts and minutes only. */
export function byFamily(items: Item[]): { endedFamily: Item["endedFamily"]; calls: number; minutes: number }[] {
  const groups = Map.groupBy(items, ({ endedFamily }) => endedFamily);
  return [...groups]
    .map(([endedFamily, same]) => ({
      endedFamily,
      calls: sumOf(same, () => true),
      minutes: same.reduce((sum, { minutes }) => sum + minutes, 0),
    }))
    .toSorted((left, right) => right.calls - left.calls);
}

export type Change = { kind: "none" } | { kind: "same" } | { kind: "share" | "points"; by: number };

/** How much a figure differs from before, as a share of it; `none` where there is nothing to compare with. */
export function changeOf(now: number | null, before: number | null): Change {
  if (now === null || before === null || before === 0) return { kind: "none" };
  const by = Math.round((100 * (now - before)) / before);
  return by === 0 ? { kind: "same" } : { kind: "share", by };
}

/** The same of a rate: in points of a hundred. */
export function pointsOf(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { kind: "none" };
  const by = Math.round(100 * (now - before));
  return by === 0 ? { kind: "same" } : { kind: "points", by };
}
