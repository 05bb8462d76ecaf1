import type { Log } from "../log/log.ts";
import { VapiRefused, VapiUnavailable } from "../vapi/errors.ts";
import type { Problem } from "../http/problem.ts";
import { settleOutcome, WaitsFor, type MirroredRow, type Outcome, type Settlement } from "./state.ts";

/** The books: what is wanted, and what is known of Vapi. Each function is a transaction of its own. */
export type MirrorStore<Row extends MirroredRow> = {
  /** Rows that wait and may be taken on, the longest waiting first. */
  dueIds(now: Date, limit: number): Promise<string[]>;
  /** Take the row until `leaseUntil`; undefined when it is not due, or another was faster. */
  claim(id: string, now: Date, leaseUntil: Date): Promise<Row | undefined>;
  /**
   * Write down what came of a claim. `again`: there is more to tell Vapi at once, for the row was changed under way.
   * `lost`: the row is not ours to settle any more. A link is kept even then, unless the row is gone or linked to another.
   */
  settle(row: Row, settlement: Settlement, now: Date): Promise<"done" | "again" | "lost">;
  /** When the next waiting row is due; undefined when none waits. */
  nextDue(): Promise<Date | undefined>;
};

/** The counterpart at Vapi. Every function throws `VapiRefused`, `VapiUnavailable` or `WaitsFor`. */
export type MirrorProvider<Row extends MirroredRow> = {
  /** Make it, with our id in its metadata. */
  create(row: Row): Promise<string>;
  /** Make it as wanted: whole top-level fields, for PATCH at Vapi is shallow. */
  update(vapiId: string, row: Row): Promise<void>;
  /** Resolves also when it was not there. */
  remove(vapiId: string): Promise<void>;
  /** The ids of all that carry our id in their metadata, oldest first. */
  findOurs(row: Row): Promise<string[]>;
};

/** What a request has committed. */
export type Committed<Row extends MirroredRow> = {
  /** The row, claimed in the same transaction; undefined when another holds it, who will find the change. */
  claim: Row | undefined;
  /** True when the row did not exist before this transaction, so that Vapi cannot have it. */
  isFresh: boolean;
  /**
   * Undo the change whole, because Vapi refused it. False when that cannot be: it has been changed again since, or it is a
   * creation whose counterpart `isAtVapi` from an earlier attempt.
   */
  revert(isAtVapi: boolean): Promise<boolean>;
};

export type MirrorDeps<Row extends MirroredRow> = {
  store: MirrorStore<Row>;
  provider: MirrorProvider<Row>;
  /** Have the organization swept: `soon` in a while, `now` at once. Resolves once that is certain. */
  arm(when: "soon" | "now"): Promise<void>;
  toProblem(refusal: VapiRefused): Problem;
  now(): Date;
  random(): number;
  /** The pause before a second try, the unit of all others. At least as long as Vapi may take for one request. */
  delayMs: number;
  log: Log;
};

type Attempt = { outcome: Outcome; isAtVapi: boolean; refusal?: VapiRefused };

/** So few that a sweep ends within an alarm's 15 minutes, though Vapi lets every one of them time out. */
const SWEEP_BATCH = 10;

/** How long a claim lasts: the calls of one attempt end well before it does, so that two never create at once. */
export const leaseMs = (delayMs: number) => 6 * delayMs;
/** A creation that would begin later than this into its claim is left to the next one. */
const startMs = (delayMs: number) => 2 * delayMs;

/**
 * Makes Vapi follow the rows of one resource (invariant 3): docs/mirror.md says how.
 * No transaction is open while Vapi is spoken to, and a crash between any two steps is carried on by the sweep.
 */
export function createMirror<Row extends MirroredRow>(deps: MirrorDeps<Row>) {
  const { store, provider, now, delayMs, log } = deps;
  const lease = () => new Date(now().getTime() + leaseMs(delayMs));

  return {
    /**
     * Commit a creation or a change by `commit`, then tell Vapi. Resolves also when Vapi did not answer: the row is then
     * pending, and the sweep carries on.
     * @throws {Problem} `vapi_refused`, when the change has been undone
     */
    async change(commit: (leaseUntil: Date) => Promise<Committed<Row>>): Promise<void> {
      await deps.arm("soon");
      const { claim, isFresh, revert } = await commit(lease());
      if (claim === undefined) return;
      const { outcome, isAtVapi, refusal } = await attempt(claim, isFresh);
      const isReverted = refusal !== undefined && (await revert(isAtVapi));
      if (!isReverted && (await settle(claim, outcome)) === "again") await deps.arm("now");
      if (refusal !== undefined) throw deps.toProblem(refusal);
    },

    /** Commit a deletion by `commit`, which hides the row and makes it due. The sweep lets it go at Vapi. */
    async remove<Done>(commit: () => Promise<Done>): Promise<Done> {
      await deps.arm("soon");
      const done = await commit();
      await deps.arm("now");
      return done;
    },

    /** Carry on all that is due. Resolves with the moment at which more will be; undefined when nothing waits. */
    async sweep(): Promise<Date | undefined> {
      for (const id of await store.dueIds(now(), SWEEP_BATCH)) {
        const row = await store.claim(id, now(), lease());
        if (row === undefined) continue;
        const { outcome } = await attempt(row, false);
        await settle(row, outcome);
      }
      return store.nextDue();
    },
  };

  async function attempt(row: Row, isFresh: boolean): Promise<Attempt> {
    let { vapiId } = row;
    try {
      if (row.action === "delete") {
        const ids = vapiId === null ? await provider.findOurs(row) : [vapiId];
        for (const id of ids) await provider.remove(id);
        return { outcome: { type: "released" }, isAtVapi: false };
      }
      if (!isFresh) vapiId ??= await adopt(row);
      if (vapiId === null && !mayStart(row)) return { outcome: { type: "unknown" }, isAtVapi: false };
      if (vapiId === null) vapiId = await provider.create(row);
      else await provider.update(vapiId, row);
      return { outcome: { type: "linked", vapiId }, isAtVapi: true };
    } catch (err) {
      const isAtVapi = vapiId !== null;
      if (err instanceof VapiRefused) {
        if (err.status === 404) return { outcome: { type: row.vapiId === null ? "unknown" : "vanished" }, isAtVapi };
        return { outcome: { type: "refused", reasons: err.reasons }, isAtVapi, refusal: err };
      }
      if (err instanceof WaitsFor) return { outcome: { type: "waits", reason: err.message }, isAtVapi };
      if (!(err instanceof VapiUnavailable)) log.error("mirror attempt failed", err, { resourceId: row.id });
      return { outcome: { type: "unknown" }, isAtVapi };
    }
  }

  function mayStart(row: Row): boolean {
    return row.leaseUntil.getTime() - now().getTime() >= leaseMs(delayMs) - startMs(delayMs);
  }

  /** What an earlier attempt made at Vapi without our hearing of it. */
  async function adopt(row: Row): Promise<string | null> {
    const [first, ...others] = await provider.findOurs(row);
    for (const other of others) await provider.remove(other);
    return first ?? null;
  }

  async function settle(row: Row, outcome: Outcome): Promise<"done" | "again" | "lost"> {
    const settlement = settleOutcome(row, outcome, { now: now(), delayMs, random: deps.random() });
    const settled = await store.settle(row, settlement, now());
    if (settled === "lost" && settlement.type === "synced" && row.vapiId === null) await disown(row, settlement.vapiId);
    return settled;
  }

  /** The row went, or another made a counterpart first: this one would be nobody's. */
  async function disown(row: Row, vapiId: string): Promise<void> {
    try {
      await provider.remove(vapiId);
    } catch (err) {
      log.error("mirror orphan left at Vapi", err, { resourceId: row.id, vapiId });
    }
  }
}

export type Mirror<Row extends MirroredRow> = ReturnType<typeof createMirror<Row>>;
