import type { Log } from "../log/log.ts";
import { eachSince } from "./search.ts";

/** What marks a thing at Vapi as one of ours. */
export type Mark = {
  ourId: string;
  /** Undefined if the thing does not name it. */
  orgId: string | undefined;
  /** Whether the thing names our address. If not, it may belong to another installation. */
  isHere: boolean;
};

/** A kind of thing as Vapi lists it. */
export type StockKind<Item extends { id: string; createdAt: string }> = {
  /** As the database names it. */
  name: string;
  /** Things made at or after the first ISO date and before the second, newest first. */
  list(createdAtGe: string, createdAtLt?: string): Promise<Item[]>;
  markOf(item: Item): Mark | undefined;
  /** Absent for a kind that is never removed: its surplus is only logged. */
  remove?(vapiId: string): Promise<void>;
};

export type Standing = "linked" | "surplus" | "waiting" | "gone" | "unknown";
/** A thing at Vapi with our mark that no row was linked to when the rows were read. */
export type Stray = { vapiId: string; mark: Mark; madeAt: number };

export type StocktakeStore = {
  /** Our ids by Vapi's: everything that was sent to Vapi and should be there. */
  linked(kind: string): Promise<Map<string, string>>;
  /** By Vapi's id, the standing of each and the thing that the row of its mark is linked to. */
  standings(kind: string, strays: Stray[]): Promise<Map<string, { standing: Standing; linked: string | null }>>;
  /** Have rows sent again that are still linked to something that Vapi lost; resolves with their number. */
  tellAgain(kind: string, lost: { vapiId: string; ourId: string }[]): Promise<number>;
};

export type StockDeps = {
  store: StocktakeStore;
  log: Pick<Log, "info" | "warn" | "error">;
  now(): number;
  /** A thing that was made at Vapi more recently may not be stored yet. */
  settledMs: number;
};

/** A date before the first thing at Vapi. */
const EVER = "2020-01-01T00:00:00.000Z";
/** So many ids fit into a Worker's memory. If there are more, the stocktake fails. */
const MAX_PAGES = 100;
/** At most so many are repaired in one run: if Vapi's list is wrong, the damage is small. */
const AT_ONCE = 200;

/**
 * Compares all that Vapi has of a kind with the rows of all organizations. What Vapi lost is sent again. A thing with an
 * id of ours that no row is linked to is removed if it is certainly ours and surplus, else logged. Things without an id
 * of ours are left alone. A thousand things cost one page of Vapi's list and one page of rows.
 */
export async function takeStock<Item extends { id: string; createdAt: string }>(
  kind: StockKind<Item>,
  { store, log, now, settledMs }: StockDeps,
): Promise<void> {
  // Read before Vapi's list, so that a row which is linked meanwhile is not taken for lost.
  const linked = await store.linked(kind.name);
  const there = new Set<string>();
  const strays = new Map<string, Stray>();
  await eachSince(
    kind.list,
    EVER,
    (item) => {
      there.add(item.id);
      const mark = linked.has(item.id) ? undefined : kind.markOf(item);
      if (mark !== undefined) strays.set(item.id, { vapiId: item.id, mark, madeAt: Date.parse(item.createdAt) });
    },
    { maxPages: MAX_PAGES },
  );

  const lost = [...linked].filter(([vapiId]) => !there.has(vapiId)).slice(0, AT_ONCE);
  if (lost.length > 0) {
    const count = await store.tellAgain(
      kind.name,
      lost.map(([vapiId, ourId]) => ({ vapiId, ourId })),
    );
    log.warn("gone at Vapi, made anew", { kind: kind.name, count });
  }

  const settled = [...strays.values()].filter(({ madeAt }) => madeAt < now() - settledMs);
  const standings = settled.length === 0 ? new Map() : await store.standings(kind.name, settled);
  await removeSurplus(kind, { settled, standings, there }, log);
}

type Strays = {
  settled: Stray[];
  standings: Awaited<ReturnType<StocktakeStore["standings"]>>;
  there: Set<string>;
};

async function removeSurplus<Item extends { id: string; createdAt: string }>(
  kind: StockKind<Item>,
  { settled, standings, there }: Strays,
  log: StockDeps["log"],
): Promise<void> {
  let unknown = 0;
  let removed = 0;
  for (const { vapiId, mark } of settled) {
    const { standing, linked } = standings.get(vapiId) ?? { standing: "unknown", linked: null };
    // The one that the row is linked to has to be there, or this may be the only one left.
    const isSurplus = standing === "gone" || (standing === "surplus" && linked !== null && there.has(linked));
    const about = { kind: kind.name, vapiId, orgId: mark.orgId, resourceId: mark.ourId };
    if (standing === "unknown") unknown++;
    else if (isSurplus && (kind.remove === undefined || !mark.isHere))
      log.warn("surplus at Vapi, for a person to judge", about);
    else if (isSurplus && removed < AT_ONCE) {
      removed++;
      try {
        await kind.remove?.(vapiId);
        log.warn("surplus at Vapi removed", about);
      } catch (err) {
        log.error("surplus at Vapi not removed", err, about);
      }
    }
  }
  if (unknown > 0) log.info("things at Vapi of another installation", { kind: kind.name, count: unknown });
}

/**
 * Whether an address at Vapi leads to us. Without an address that is unknown: a copy of this database with the same
 * account at Vapi gives its things the same ids.
 */
export const leadsHere = (address: string | null | undefined, publicApiUrl: string): boolean => {
  const url = URL.parse(address ?? "");
  return url !== null && url.origin === URL.parse(publicApiUrl)?.origin;
};

/** The mark from what was read at Vapi; undefined when it is not ours. */
export function toMark(given: { ourId: unknown; orgId: unknown; isHere: boolean }): Mark | undefined {
  const ourId = toUuid(given.ourId);
  return ourId === undefined ? undefined : { ourId, orgId: toUuid(given.orgId), isHere: given.isHere };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const toUuid = (value: unknown) => (typeof value === "string" && UUID.test(value) ? value : undefined);
