import type { Turn } from "../drive.ts";
import { HELD_MS, SOON_MS } from "../schedule.ts";

/** A delivery as the queue has it. */
export type Queued = {
  id: string;
  resourceId: string;
  position: number;
  state: "pending" | "delivered" | "failed";
  tries: number;
  /** When it is due, in milliseconds. */
  at: number;
};

const inTurn = (resources: string[], after: string | null) => [
  ...resources.filter((resource) => resource > (after ?? "")),
  ...resources.filter((resource) => resource <= (after ?? "")),
];

/** What is due by the rules of docs/deliveries.md, without SQL: the reference for the query and the lane. */
export function dueOf<Row extends Queued>(rows: readonly Row[], now: number, { busy, after, atMost }: Turn): Row[] {
  const pending = rows
    .filter(({ state }) => state === "pending")
    .toSorted((left, right) => left.position - right.position);
  const resources = [...new Set(pending.map(({ resourceId }) => resourceId))].toSorted((left, right) =>
    left < right ? -1 : 1,
  );
  return inTurn(resources, after)
    .filter((resource) => !busy.includes(resource))
    .flatMap((resource) => {
      const ofResource = pending.filter(({ resourceId }) => resourceId === resource);
      const first = ofResource.find(({ at }) => at <= now);
      if (first === undefined) return [];
      if (first.tries > 0) return [first];
      const waitsFor = ofResource.filter(({ position, tries, at }) => {
        if (position >= first.position) return false;
        return first.at > now - HELD_MS || (tries <= 1 && at <= now + SOON_MS);
      });
      return waitsFor.length === 0 ? [first] : [];
    })
    .slice(0, atMost);
}

/** When more will be due, or free of what it waits for. */
export function nextOf(rows: readonly Queued[], now: number): number | undefined {
  const pending = rows.filter(({ state }) => state === "pending");
  const moments = pending.flatMap(({ at, tries }) => {
    if (at > now) return [at];
    return tries === 0 && at > now - HELD_MS ? [at + HELD_MS] : [];
  });
  return moments.length === 0 ? undefined : Math.min(...moments);
}
