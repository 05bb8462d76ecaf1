import type { AdoptOutcome } from "../room/api.ts";
import { ownCallId } from "../vapi/own-call.ts";
import { dateAt, nameAt, type Payload } from "../vapi/payload.ts";
import type { WatchState } from "./state.ts";

/** What a call in Vapi's list says about its owner. */
export type Listed = { id: string; assistantId?: string; squadId?: string; phoneNumberId?: string };
export type Missed = { orgId: string; vapiCallId: string };
export type Quiet = { orgId: string; callId: string };

export type RoundDeps = {
  /** Calls made at Vapi at or after the first date and before the second, newest first, `PAGE` at most. */
  list(createdAtGe: string, createdAtLt: string): Promise<Payload[]>;
  /** The listed calls that no organization has and one should, and the quiet open calls after an id. One query. */
  find(listed: Listed[], quietAfter: string | null): Promise<{ missed: Missed[]; quiet: Quiet[] }>;
  /** Rejects when the room, Vapi or Postgres cannot be reached. */
  adopt(call: Missed): Promise<AdoptOutcome>;
  wake(call: Quiet): Promise<void>;
  onFailure(message: string, err: unknown): void;
  now(): number;
  /** An older call has no room any more, and may have been deleted since. */
  keepRoomMs: number;
  /** A younger call is left alone: its first messages may be on their way. */
  leaveAloneMs: number;
};

/** Vapi's default page size. A call there can be a hundred kilobytes. */
export const PAGE = 100;
const PAGES_A_ROUND = 5;
/** Our clock and Vapi's differ, and Vapi's list may be behind. */
const OVERLAP_MS = 5 * 60_000;
/** Rooms asked at the same time: most of Vapi's capacity is for live calls. */
const AT_ONCE = 5;
export const QUIET_A_ROUND = 50;
const MOST_ATTEMPTS = 10;
const MOST_AGAIN = 500;

/** Where the first round begins: calls missed earlier are found as far back as rooms are kept. */
const firstState = (now: number, keepRoomMs: number): WatchState => ({
  after: iso(now - keepRoomMs),
  open: null,
  again: [],
  woken: null,
});

/**
 * One round over all organizations: rooms adopt the calls that Vapi has and we missed, and rooms of open calls that
 * have fallen silent are woken. With nothing new it costs one request to Vapi and one query.
 */
export async function round(
  before: WatchState | undefined,
  deps: RoundDeps,
): Promise<{ state: WatchState; isMore: boolean }> {
  const state = before ?? firstState(deps.now(), deps.keepRoomMs);
  const look = await lookThrough(state, deps).catch((err: unknown) => {
    deps.onFailure("Vapi's calls not listed", err);
    return { listed: [], after: state.after, open: state.open, isMore: false };
  });
  const { missed, quiet } = await deps.find(look.listed, state.woken);
  const again = await adoptAll(state.again, missed, deps);
  await inTurns(quiet, (call) =>
    deps.wake(call).catch((err: unknown) => deps.onFailure("room of a silent call not woken", err)),
  );
  const isTooMuch = again.length > MOST_AGAIN;
  return {
    state: {
      // The rest is found by the next round, which begins at the same place.
      ...(isTooMuch ? { after: state.after, open: state.open } : { after: look.after, open: look.open }),
      again: again.slice(0, MOST_AGAIN),
      woken: quiet.length < QUIET_A_ROUND ? null : (quiet.at(-1)?.callId ?? null),
    },
    isMore: look.isMore && !isTooMuch,
  };
}

type Look = Pick<WatchState, "after" | "open"> & { listed: Listed[]; isMore: boolean };

/** Vapi's lists have no cursor: the next page ends at the time of the last call, which is listed again. */
async function lookThrough(
  { after, open }: WatchState,
  { list, now, keepRoomMs, leaveAloneMs }: RoundDeps,
): Promise<Look> {
  const oldest = now() - keepRoomMs;
  const since = iso(Math.max(Date.parse(after) - OVERLAP_MS, oldest));
  const upTo = open?.upTo ?? iso(now() - leaveAloneMs);
  const listed = new Map<string, Listed>();
  let before = open?.before ?? upTo;
  for (let page = 0; page < PAGES_A_ROUND; page += 1) {
    const calls = await list(since, before);
    for (const call of calls) {
      const id = nameAt(call, "id");
      // A call that we placed has a room already.
      if (id !== undefined && ownCallId(call) === undefined) listed.set(id, toListed(id, call));
    }
    const end = dateAt(calls.at(-1), "createdAt");
    if (calls.length < PAGE || end === undefined)
      return { listed: [...listed.values()], after: upTo, open: null, isMore: false };
    const next = iso(Date.parse(end) + 1);
    before = next === before ? end : next;
  }
  return {
    listed: [...listed.values()],
    after,
    open: { before, upTo },
    isMore: true,
  };
}

function toListed(id: string, call: Payload): Listed {
  const [assistantId, squadId, phoneNumberId] = ["assistantId", "squadId", "phoneNumberId"].map((key) =>
    nameAt(call, key),
  );
  return {
    id,
    ...(assistantId !== undefined && { assistantId }),
    ...(squadId !== undefined && { squadId }),
    ...(phoneNumberId !== undefined && { phoneNumberId }),
  };
}

/** The calls to try again. */
async function adoptAll(again: WatchState["again"], missed: Missed[], { adopt, onFailure }: RoundDeps) {
  const known = new Set(again.map(({ vapiCallId }) => vapiCallId));
  const all = [
    ...again,
    ...missed.filter(({ vapiCallId }) => !known.has(vapiCallId)).map((call) => ({ ...call, attempts: 0 })),
  ];
  const left: WatchState["again"] = [];
  await inTurns(all, async ({ attempts, ...call }) => {
    try {
      // The list has the call, but `GET /call/:id` does not yet.
      if ((await adopt(call)) !== "absent") return;
    } catch (err) {
      if (attempts + 1 >= MOST_ATTEMPTS) onFailure("call that nobody heard of given up", err);
    }
    if (attempts + 1 < MOST_ATTEMPTS) left.push({ ...call, attempts: attempts + 1 });
  });
  return left;
}

async function inTurns<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

const iso = (ms: number) => new Date(ms).toISOString();
