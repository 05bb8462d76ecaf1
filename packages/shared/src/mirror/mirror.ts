import type { Log } from "../log/log.ts";
import { isNothingDone, VapiRefused, VapiUnavailable } from "../vapi/errors.ts";
import type { Problem } from "../http/problem.ts";
import {
  longestMs,
  quietUntil,
  settleOutcome,
  WaitsFor,
  type Claimed,
  type Outcome,
  type Settlement,
  type SentOutcome,
} from "./state.ts";

/**
 * The result of a settlement. `again`: the row was changed meanwhile, and has to be sent to Vapi again at once. `lost`:
 * the claim on the row is lost. `row` is its new state; undefined when it is gone.
 */
export type Settled<Row> = { state: "done" | "again" | "lost"; row: Row | undefined };

/** The store: the wanted state, and what is known of the state at Vapi. Each function is one transaction. */
export type MirrorStore<Claim extends Claimed> = {
  /** Rows that wait and may be claimed, the longest waiting first. */
  dueIds(now: Date, limit: number): Promise<string[]>;
  /** Claim the row until `leaseUntil`; undefined when it is not due, or another was faster. */
  claim(id: string, now: Date, leaseUntil: Date): Promise<Claim | undefined>;
  /** Record that a creation is about to be sent; false when the claim is lost, and nothing may be sent. */
  sending(claim: Claim, at: Date): Promise<boolean>;
  /** Record the outcome of a claim. A link is stored even without the claim, unless the row is gone or has another link. */
  settle(claim: Claim, settlement: Settlement, now: Date): Promise<Settled<Claim["row"]>>;
  /** When the next waiting row is due; undefined when none waits. */
  nextDue(): Promise<Date | undefined>;
};

/** The counterpart at Vapi. Every function throws `VapiRefused`, `VapiUnavailable` or `WaitsFor`. */
export type MirrorProvider<Claim extends Claimed> = {
  /** Make it, with our id in its metadata. */
  create(claim: Claim): Promise<string>;
  /** Send the wanted state: whole top-level fields, because PATCH at Vapi is shallow. */
  update(vapiId: string, claim: Claim): Promise<void>;
  /** Resolves also when it did not exist. */
  remove(vapiId: string): Promise<void>;
  /** The ids of all that carry our id in their metadata, oldest first. */
  findOurs(claim: Claim): Promise<string[]>;
};

/** What a request has committed. */
export type Committed<Claim extends Claimed> = {
  /** The row as committed, or as it was when nothing had to be changed. */
  row: Claim["row"];
  /** The row, claimed in the same transaction; undefined when another holds it, which will find the change. */
  claim: Claim | undefined;
  /** True when the row did not exist before this transaction, so that Vapi cannot have it. It has its `sentAt` already. */
  isFresh: boolean;
  /**
   * Undo the whole change, because Vapi refused it. False when that is impossible: the row has been changed again, or it
   * is a creation whose counterpart `isAtVapi` from an earlier attempt.
   */
  revert(isAtVapi: boolean): Promise<boolean>;
};

export type MirrorDeps<Claim extends Claimed> = {
  store: MirrorStore<Claim>;
  provider: MirrorProvider<Claim>;
  /** Have the organization swept: `soon` after a pause, `now` at once. Resolves once that is stored. */
  arm(when: "soon" | "now"): Promise<void>;
  toProblem(refusal: VapiRefused): Problem;
  now(): Date;
  random(): number;
  /** The pause before a second try, and the unit of all other times. At least as long as one request to Vapi may take. */
  delayMs: number;
  /** The pause before a creation of unknown outcome is sent again; `longestMs` if absent. */
  quietMs?: number;
  log: Log;
};

type Attempt = SentOutcome & { isAtVapi: boolean; refusal?: VapiRefused };

/** Small enough for a sweep to end within an alarm's 15 minutes, even if every request to Vapi times out. */
const SWEEP_BATCH = 10;

/** The length of a claim. The requests of one attempt end well before it, so that two never create at the same time. */
export const leaseMs = (delayMs: number) => 6 * delayMs;
/** A creation that would begin later than this in its claim is left to the next claim. */
const startMs = (delayMs: number) => 2 * delayMs;

/**
 * Makes Vapi follow the rows of one resource (invariant 3): docs/mirror.md says how.
 * No transaction is open during a request to Vapi, and the sweep resumes after a crash between any two steps.
 */
export function createMirror<Claim extends Claimed>(deps: MirrorDeps<Claim>) {
  const { store, provider, now, delayMs, log } = deps;
  const quietMs = deps.quietMs ?? longestMs(delayMs);
  const lease = () => new Date(now().getTime() + leaseMs(delayMs));

  return {
    /**
     * Commit a creation or a change by `commit`, then send it to Vapi. If Vapi does not answer, it resolves too: the row
     * is pending, and the sweep resumes. Resolves with the row's new state; undefined when it is gone.
     * @throws {Problem} `vapi_refused`, when the change has been undone
     */
    async change(commit: (leaseUntil: Date) => Promise<Committed<Claim>>): Promise<Claim["row"] | undefined> {
      await deps.arm("soon");
      const { row, claim, isFresh, revert } = await commit(lease());
      if (claim === undefined) return row;
      const { isAtVapi, refusal, ...sent } = await attempt(claim, isFresh);
      if (refusal !== undefined && (await revert(isAtVapi))) throw deps.toProblem(refusal);
      const settled = await settle(claim, sent);
      if (settled.state === "again") await deps.arm("now");
      if (refusal !== undefined) throw deps.toProblem(refusal);
      return settled.row;
    },

    /** Commit a deletion by `commit`, which hides the row and makes it due. The sweep deletes it at Vapi. */
    async remove<Done>(commit: () => Promise<Done>): Promise<Done> {
      await deps.arm("soon");
      const done = await commit();
      await deps.arm("now");
      return done;
    },

    /** Resume all that is due. Resolves with the moment at which more will be due; undefined when nothing waits. */
    async sweep(): Promise<Date | undefined> {
      for (const id of await store.dueIds(now(), SWEEP_BATCH)) {
        const claim = await store.claim(id, now(), lease());
        if (claim === undefined) continue;
        await settle(claim, await attempt(claim, false));
      }
      return store.nextDue();
    },
  };

  async function attempt(claim: Claim, isFresh: boolean): Promise<Attempt> {
    let { vapiId } = claim;
    // The `sentAt` of a fresh row was written with it, before anything was sent.
    let sentAt = isFresh ? null : claim.sentAt;
    let isCreating = false;
    const toAttempt = (outcome: Outcome): Attempt => ({ outcome, sentAt, isAtVapi: vapiId !== null });
    try {
      if (claim.action === "delete") return toAttempt(await release(claim));
      if (!isFresh) vapiId ??= await adopt(claim);
      if (vapiId === null) {
        if (isUnsettled(sentAt) || !mayStart(claim)) return toAttempt({ type: "unknown" });
        const at = now();
        if (!isFresh && !(await store.sending(claim, at))) return toAttempt({ type: "unknown" });
        isCreating = true;
        sentAt = at;
        vapiId = await provider.create(claim);
      } else await provider.update(vapiId, claim);
      return toAttempt({ type: "linked", vapiId });
    } catch (err) {
      if (isCreating && (err instanceof WaitsFor || isNothingDone(err))) sentAt = null;
      if (err instanceof VapiRefused) {
        if (err.status === 404) return toAttempt({ type: claim.vapiId === null ? "unknown" : "vanished" });
        return { ...toAttempt({ type: "refused", reasons: err.reasons }), refusal: err };
      }
      if (err instanceof WaitsFor) return toAttempt({ type: "waits", reason: err.message });
      if (!(err instanceof VapiUnavailable)) log.error("mirror attempt failed", err, { resourceId: claim.id });
      return toAttempt({ type: "unknown" });
    }
  }

  /** While Vapi may still carry out a creation, the outcome is unknown: the sweep searches again later. */
  async function release(claim: Claim): Promise<Outcome> {
    const isKnown = claim.vapiId !== null && claim.sentAt === null;
    const ours = isKnown ? [] : await provider.findOurs(claim);
    for (const id of new Set([...ours, ...(claim.vapiId === null ? [] : [claim.vapiId])])) await provider.remove(id);
    return { type: isUnsettled(claim.sentAt) ? "unknown" : "released" };
  }

  function isUnsettled(sentAt: Date | null): boolean {
    return quietUntil(sentAt, quietMs, now()) !== undefined;
  }

  function mayStart(claim: Claim): boolean {
    return claim.leaseUntil.getTime() - now().getTime() >= leaseMs(delayMs) - startMs(delayMs);
  }

  /** The counterpart that an earlier attempt made at Vapi, of which we got no answer. Surplus ones are removed. */
  async function adopt(claim: Claim): Promise<string | null> {
    const [first, ...others] = await provider.findOurs(claim);
    for (const other of others) await provider.remove(other);
    return first ?? null;
  }

  async function settle(claim: Claim, sent: SentOutcome): Promise<Settled<Claim["row"]>> {
    const settlement = settleOutcome(claim, sent, { now: now(), delayMs, quietMs, random: deps.random() });
    const settled = await store.settle(claim, settlement, now());
    if (settled.state === "lost" && settlement.type === "synced" && claim.vapiId === null)
      await disown(claim, settlement.vapiId);
    return settled;
  }

  /** The row is gone, or is linked to another counterpart: no row would name this one. */
  async function disown(claim: Claim, vapiId: string): Promise<void> {
    try {
      await provider.remove(vapiId);
    } catch (err) {
      log.error("mirror orphan left at Vapi", err, { resourceId: claim.id, vapiId });
    }
  }
}

/** Let several mirrors sweep, one after the other. Resolves with the first moment at which more will be due. */
export async function sweepInTurn(mirrors: { sweep(): Promise<Date | undefined> }[]): Promise<Date | undefined> {
  const moments: number[] = [];
  for (const mirror of mirrors) {
    const next = await mirror.sweep();
    if (next !== undefined) moments.push(next.getTime());
  }
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}

export type Mirror<Claim extends Claimed> = ReturnType<typeof createMirror<Claim>>;
