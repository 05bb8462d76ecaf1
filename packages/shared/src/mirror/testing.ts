import { Problem } from "../http/problem.ts";
import { VapiRefused, VapiUnavailable } from "../vapi/errors.ts";
import type { Committed, MirrorProvider, MirrorStore } from "./mirror.ts";
import type { Claimed, MirroredRow, Settlement } from "./state.ts";

/** Fakes for tests of the mirror: a Vapi and a table in memory, and crashes between any two steps. */

/** The process is gone: nothing after this runs. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** The result of one request to the fake Vapi; `lateMs`: no answer, and it is carried out that much later. */
export type Weather = "fine" | "down" | "answer lost" | "refused" | "busy" | { lateMs: number };

export type Thing = { vapiId: string; ourId: string; content: string };

/**
 * A Vapi that refuses the content "bad", and otherwise takes the next `weather` for each request, `fine` after the last.
 * Of late requests it carries out creations and drops the others.
 */
export function createFakeVapi(
  weather: Weather[] = [],
  newId = (made: number) => `vapi-${made}`,
  now: () => number = () => 0,
) {
  const things = new Map<string, Thing>();
  let made = 0;
  let late: { at: number; work(): unknown }[] = [];
  const carryOutLate = () => {
    const due = late.filter(({ at }) => at <= now());
    late = late.filter(({ at }) => at > now());
    for (const { work } of due) {
      try {
        work();
      } catch {
        // Refused, and nobody waits for the answer.
      }
    }
  };
  const today = <T>(work: () => T, isCreation = false): T => {
    carryOutLate();
    const sky = weather.shift() ?? "fine";
    if (typeof sky === "object") {
      if (isCreation) late.push({ at: now() + sky.lateMs, work });
      throw new VapiUnavailable(undefined, undefined);
    }
    if (sky === "down") throw new VapiUnavailable(503, undefined);
    if (sky === "busy") throw new VapiUnavailable(429, undefined);
    if (sky === "refused") throw new VapiRefused(400, ["name is not to our taste"]);
    const result = work();
    if (sky === "answer lost") throw new VapiUnavailable(undefined, undefined);
    return result;
  };
  const requireTaste = (content: string) => {
    if (content === "bad") throw new VapiRefused(400, ["content must be good"]);
  };
  return {
    things,
    weather,
    /** Carries out the late requests that are due. */
    carryOutLate,
    create: (ourId: string, content: string) => {
      const make = () => {
        requireTaste(content);
        const vapiId = newId(++made);
        things.set(vapiId, { vapiId, ourId, content });
        return vapiId;
      };
      return today(make, true);
    },
    update: (vapiId: string, content: string) =>
      today(() => {
        const thing = things.get(vapiId);
        if (thing === undefined) throw new VapiRefused(404, ["not found"]);
        requireTaste(content);
        thing.content = content;
      }),
    remove: (vapiId: string) => today(() => void things.delete(vapiId)),
    findOurs: (ourId: string) =>
      today(() => [...things.values()].filter((thing) => thing.ourId === ourId).map(({ vapiId }) => vapiId)),
  };
}
export type FakeVapi = ReturnType<typeof createFakeVapi>;

export type FakeClaim = Claimed<Stored>;
type Stored = {
  id: string;
  vapiId: string | null;
  action: MirroredRow["action"] | null;
  state: "pending" | "synced" | "failed";
  revision: number;
  attempts: number;
  nextAt: Date | null;
  sentAt: Date | null;
  content: string;
  isDeleted: boolean;
};

/** A mirrored table in memory, with the meaning that `table.ts` gives it in SQL. */
export function createFakeTable() {
  const rows = new Map<string, Stored>();
  const isHeld = (stored: Stored, row: MirroredRow) => stored.nextAt?.getTime() === row.leaseUntil.getTime();
  const toRow = (stored: Stored, leaseUntil: Date): FakeClaim => ({
    id: stored.id,
    vapiId: stored.vapiId,
    action: stored.action ?? "update",
    revision: stored.revision,
    attempts: stored.attempts,
    createdAt: new Date(0),
    leaseUntil,
    sentAt: stored.sentAt,
    row: { ...stored },
    context: undefined,
  });
  const waiting = () => [...rows.values()].filter((stored) => stored.state === "pending");

  const store: MirrorStore<FakeClaim> = {
    dueIds: async (now, limit) =>
      waiting()
        .filter(({ nextAt }) => nextAt !== null && nextAt <= now)
        .slice(0, limit)
        .map(({ id }) => id),
    claim: async (id, now, leaseUntil) => {
      const stored = rows.get(id);
      if (stored?.state !== "pending" || stored.nextAt === null || stored.nextAt > now) return undefined;
      Object.assign(stored, { nextAt: leaseUntil, attempts: stored.attempts + 1 });
      return toRow(stored, leaseUntil);
    },
    sending: async (row, at) => {
      const stored = rows.get(row.id);
      if (stored === undefined || !isHeld(stored, row)) return false;
      stored.sentAt = at;
      return true;
    },
    settle: async (row, settlement, now) => {
      const stored = rows.get(row.id);
      if (stored === undefined) return { state: "lost", row: undefined };
      const state = settleStored(rows, stored, row, settlement, now);
      return { state, row: rows.get(row.id) };
    },
    nextDue: async () => {
      const moments = waiting().flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt.getTime()]));
      return moments.length === 0 ? undefined : new Date(Math.min(...moments));
    },
  };

  function settleStored(all: typeof rows, stored: Stored, row: FakeClaim, settlement: Settlement, now: Date) {
    const held = isHeld(stored, row);
    const isUnchanged = stored.revision === row.revision;
    const again = isUnchanged ? "done" : "again";
    if (settlement.type === "synced") {
      if (stored.vapiId !== null && stored.vapiId !== settlement.vapiId) return "lost";
      stored.vapiId = settlement.vapiId;
      if (held && isUnchanged) Object.assign(stored, { state: "synced", action: null, attempts: 0, nextAt: null });
      else {
        if (stored.isDeleted) stored.action = "delete";
        else if (stored.action === "create") stored.action = "update";
        if (held) Object.assign(stored, { attempts: 0, nextAt: now });
      }
      if (held) stored.sentAt = null;
      return again;
    }
    if (!held) return "lost";
    if (settlement.type === "purged") {
      all.delete(stored.id);
      return "done";
    }
    if (settlement.type === "recreate") {
      Object.assign(stored, {
        vapiId: null,
        action: stored.isDeleted ? "delete" : "update",
        nextAt: now,
        sentAt: null,
      });
      return "again";
    }
    stored.sentAt = settlement.sentAt;
    if (settlement.type === "later") stored.nextAt = isUnchanged ? settlement.at : now;
    else Object.assign(stored, isUnchanged ? { state: "failed", nextAt: null } : { nextAt: now });
    return again;
  }

  return {
    rows,
    store,
    async create(id: string, content: string, now: Date, leaseUntil: Date): Promise<Committed<FakeClaim>> {
      const revertTo = (stored: Stored, claim: FakeClaim) => async (isAtVapi: boolean) =>
        !isAtVapi && isHeld(stored, claim) && stored.revision === claim.revision && rows.delete(id);
      const existing = rows.get(id);
      if (existing !== undefined) {
        const claim = await store.claim(id, now, leaseUntil);
        const revert = claim === undefined ? async () => false : revertTo(existing, claim);
        return { row: existing, claim, isFresh: false, revert };
      }
      const stored: Stored = {
        id,
        vapiId: null,
        action: "create",
        state: "pending",
        revision: 1,
        attempts: 1,
        nextAt: leaseUntil,
        sentAt: leaseUntil,
        content,
        isDeleted: false,
      };
      rows.set(id, stored);
      const claim = toRow(stored, leaseUntil);
      return { row: stored, claim, isFresh: true, revert: revertTo(stored, claim) };
    },
    async update(id: string, content: string, now: Date, leaseUntil: Date): Promise<Committed<FakeClaim>> {
      const stored = rows.get(id);
      if (stored === undefined || stored.isDeleted) throw new Problem("not_found");
      const before = { ...stored };
      const isTaken = stored.state === "pending" && stored.nextAt !== null && stored.nextAt > now;
      Object.assign(stored, {
        content,
        revision: stored.revision + 1,
        state: "pending",
        action: stored.action === "create" ? "create" : "update",
      });
      if (isTaken) return { row: stored, claim: undefined, isFresh: false, revert: async () => false };
      Object.assign(stored, { attempts: 1, nextAt: leaseUntil });
      const claim = toRow(stored, leaseUntil);
      const revert = async () => {
        if (!isHeld(stored, claim) || stored.revision !== claim.revision) return false;
        const { content: previous, revision, state, action, nextAt, sentAt } = before;
        Object.assign(stored, { content: previous, revision, state, action, nextAt, sentAt });
        return true;
      };
      return { row: stored, claim, isFresh: false, revert };
    },
    async remove(id: string, now: Date): Promise<void> {
      const stored = rows.get(id);
      if (stored === undefined || stored.isDeleted) return;
      const isTaken = stored.state === "pending" && stored.nextAt !== null && stored.nextAt > now;
      Object.assign(stored, {
        isDeleted: true,
        revision: stored.revision + 1,
        state: "pending",
        action: "delete",
      });
      if (!isTaken) Object.assign(stored, { attempts: 0, nextAt: now });
    },
  };
}

/** Counts the steps of one run, and crashes at the given one: before its effect, or after. */
export function createCrashPlan(at: { step: number; moment: "before" | "after" } | undefined) {
  let steps = 0;
  let isDead = false;
  return {
    get steps() {
      return steps;
    },
    wrap<Args extends unknown[], T>(work: (...args: Args) => T | Promise<T>) {
      return async (...args: Args): Promise<T> => {
        const step = ++steps;
        const dies = (moment: "before" | "after") => at?.step === step && at.moment === moment;
        if (isDead || dies("before")) {
          isDead = true;
          throw new Crash();
        }
        const result = await work(...args);
        if (dies("after")) {
          isDead = true;
          throw new Crash();
        }
        return result;
      };
    },
  };
}
export type CrashPlan = ReturnType<typeof createCrashPlan>;

/** The fake Vapi as one process's provider. */
export const toProvider = <Claim extends Claimed>(
  vapi: FakeVapi,
  contentOf: (claim: Claim) => string,
  plan: CrashPlan,
): MirrorProvider<Claim> => ({
  create: plan.wrap((claim: Claim) => vapi.create(claim.id, contentOf(claim))),
  update: plan.wrap((vapiId: string, claim: Claim) => vapi.update(vapiId, contentOf(claim))),
  remove: plan.wrap((vapiId: string) => vapi.remove(vapiId)),
  findOurs: plan.wrap((claim: Claim) => vapi.findOurs(claim.id)),
});

/** A store's functions as steps of a process that may crash. */
export const crashing = <Claim extends Claimed>(store: MirrorStore<Claim>, plan: CrashPlan): MirrorStore<Claim> => ({
  dueIds: plan.wrap(store.dueIds),
  claim: plan.wrap(store.claim),
  sending: plan.wrap(store.sending),
  settle: plan.wrap(store.settle),
  nextDue: plan.wrap(store.nextDue),
});
