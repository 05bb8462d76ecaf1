import type { Tenant } from "@allokoli/shared/db/tenant";
import { findSince } from "@allokoli/shared/mirror/search";
import type { Log } from "@allokoli/shared/log/log";
import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { longestMs } from "@allokoli/shared/mirror/state";
import { isNothingDone, VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import type { DraftsRpc } from "@allokoli/shared/rpc/drafts";
import type { VapiRun, PlannedTest } from "./plan.ts";
import { knownTarget, simulationName, simulationOf } from "./simulation.ts";
import * as store from "./store.ts";
import { planOf, vapiRunsOf, type RunRow, type SavedAttempt } from "./store.ts";
import { SimulationItem, toAttempt, toVerdicts, type Attempt } from "./verdict.ts";

export type RunDeps = {
  tenant: Tenant;
  vapi: Pick<
    VapiAdapter,
    "createSimulationRun" | "findSimulationRun" | "simulationItems" | "cancelSimulationRun" | "simulationRunsSince"
  >;
  drafts: Pick<DraftsRpc, "compileDraft" | "draftTested">;
  log: Log;
  now(): number;
  /** By then every request to Vapi has timed out: only then do we look for the result of an unanswered one. */
  delayMs: number;
};

/** A run that Vapi has not finished after this time is given up. */
const GIVEN_UP_MS = 6 * 60 * 60 * 1000;
/** Vapi's clock may be behind ours. */
const CLOCK_MARGIN_MS = 5 * 60_000;
const PAYMENT_REQUIRED = 402;

/**
 * Advance one run as far as it can go now. Every step is written down before and after the request to Vapi, so that a
 * process that resumes after a crash neither starts a test twice nor loses one.
 * @returns when to look again; undefined once it is over
 * @throws {VapiUnavailable} when Vapi does not answer: what is written down stays
 */
export async function advance(run: RunRow, deps: RunDeps): Promise<Date | undefined> {
  const { tenant, now } = deps;
  const plan = planOf(run);
  const isGivenUp = now() - run.createdAt.getTime() > GIVEN_UP_MS;
  const stop = run.cancelAskedAt !== null ? "canceled" : isGivenUp ? "failed" : undefined;
  let vapiRuns = vapiRunsOf(run);
  let failure: unknown;
  for (const [index, test] of plan.tests.entries()) {
    const before = vapiRuns[index];
    if (before === undefined || before.state === "over") continue;
    const save = async (next: VapiRun, attempts: SavedAttempt[] = []) => {
      const saved = vapiRuns.with(index, next);
      await tenant.write("member", (tx) =>
        Promise.all([
          store.saveVapiRuns(tx, run.orgId, run.id, saved),
          store.saveAttempts(tx, run.orgId, run.id, attempts),
        ]),
      );
      // Only now: a state that could not be saved must not be saved with the next test either.
      vapiRuns = saved;
    };
    try {
      const steps = { run, test, save, isGivenUp, ...deps };
      await (stop === undefined ? resume(before, steps) : cancel(before, stop, steps));
    } catch (err) {
      // The other tests go on; this one is tried again at the next look.
      failure = err;
    }
  }
  if (vapiRuns.every(({ state }) => state === "over")) {
    await end(run, stop, deps);
    return undefined;
  }
  await tenant.write("member", (tx) => store.saveCounts(tx, run.orgId, run.id, new Date(now())));
  if (failure !== undefined) throw failure;
  return new Date(now() + pauseMs(now() - run.createdAt.getTime(), deps.delayMs));
}

/** The older a run is, the less often it is looked at: with 15 s, from every 2 s to every 30 s. */
export const pauseMs = (ageMs: number, delayMs: number) => Math.min(Math.max(ageMs / 5, delayMs / 8), delayMs * 2);

type Steps = RunDeps & {
  run: RunRow;
  test: PlannedTest;
  isGivenUp: boolean;
  save(next: VapiRun, attempts?: SavedAttempt[]): Promise<void>;
};

async function resume(vapiRun: VapiRun, steps: Steps): Promise<void> {
  if (vapiRun.state === "waiting") return start(vapiRun, steps);
  if (vapiRun.state === "begun") return read(vapiRun, steps);
  const found = await look(vapiRun, steps);
  if (found === undefined) return undefined;
  const { vapiRunId } = found;
  return vapiRunId === undefined ? start(vapiRun, steps) : read({ ...vapiRun, state: "begun", vapiRunId }, steps);
}

async function start(vapiRun: VapiRun, { run, test, vapi, drafts, save, now, log }: Steps): Promise<void> {
  const target = await targetOf(run, drafts);
  if ("errors" in target) {
    const reason = `The draft cannot be played: ${target.errors.map(({ message }) => message).join("; ")}`;
    return save({ ...vapiRun, state: "over" }, all(test, "failed", reason, now));
  }
  const sent: VapiRun = { ...vapiRun, state: "sent", sentAt: now() };
  await save(sent);
  try {
    const { id } = await vapi.createSimulationRun(simulationOf(run.id, target, test));
    await save({ ...sent, state: "begun", vapiRunId: id });
  } catch (err) {
    if (err instanceof VapiRefused) {
      const reason = `The voice provider refused the test: ${err.reasons.join("; ")}`;
      return save({ ...sent, state: "over" }, all(test, "failed", reason, now));
    }
    if (!(err instanceof VapiUnavailable)) throw err;
    if (err.status === PAYMENT_REQUIRED) {
      // Nobody tops up the credit within minutes: it is better to say so than to wait.
      log.error("no credit at Vapi for a test run", err, { orgId: run.orgId, runId: run.id });
      return save(
        { ...sent, state: "over" },
        all(test, "failed", "The voice provider takes no tests at the moment.", now),
      );
    }
    if (isNothingDone(err)) await save(vapiRun);
    throw err;
  }
}

/** A draft is compiled for each test: its body has a secret, so the plan has only its settings. */
async function targetOf(run: RunRow, drafts: RunDeps["drafts"]) {
  const { target } = planOf(run);
  if ("vapiId" in target) return knownTarget(target);
  const { type: kind, id, draft } = target;
  return drafts.compileDraft({ orgId: run.orgId, kind, id, requestId: run.id, ...draft });
}

/** The run at Vapi that a request without an answer has created, if it has; undefined while it is too early to say. */
async function look(
  { sentAt, testId }: VapiRun,
  { run, vapi, now, delayMs }: Steps,
): Promise<{ vapiRunId: string | undefined } | undefined> {
  if (sentAt !== null && now() < sentAt + delayMs) return undefined;
  const since = new Date((sentAt ?? run.createdAt.getTime()) - CLOCK_MARGIN_MS).toISOString();
  const name = simulationName(run.id, testId);
  const [ours] = await findSince(vapi.simulationRunsSince, since, ({ simulations }) =>
    simulations.some((simulation) => simulation.name === name),
  );
  if (ours !== undefined) return { vapiRunId: ours.id };
  const mayComeYet = sentAt !== null && now() < sentAt + longestMs(delayMs);
  return mayComeYet ? undefined : { vapiRunId: undefined };
}

/** Read the state of the run at Vapi. */
async function read(vapiRun: VapiRun, { test, vapi, save, now, log }: Steps): Promise<void> {
  const id = vapiRun.vapiRunId ?? "";
  const found = await vapi.findSimulationRun(id);
  if (found === undefined) {
    const reason = "The voice provider does not know the run any more.";
    return save({ ...vapiRun, state: "over" }, all(test, "failed", reason, now));
  }
  const items = (await vapi.simulationItems(id)).flatMap((item) => {
    const { data, error } = SimulationItem.safeParse(item);
    if (data === undefined)
      log.warn("simulation item not understood", { vapiRunId: id, issue: error?.issues[0]?.path.join(".") });
    return data ?? [];
  });
  const attempts = items.map((item) => ({
    ...toAttempt(item, test.settings, now()),
    testId: test.id,
    number: item.iterationNumber,
    vapiItemId: item.id,
  }));
  const isOver = found.status === "ended" && attempts.every(({ status }) => isFinal(status));
  // An attempt that Vapi did not mention will not come any more.
  const missing = isOver ? all(test, "failed", "The voice provider gave no result.", now) : [];
  const known = new Set(attempts.filter(({ status }) => isFinal(status)).map(({ number }) => number));
  return save({ ...vapiRun, state: isOver ? "over" : "begun" }, [
    ...attempts,
    ...missing.filter(({ number }) => !known.has(number)),
  ]);
}

/** Stop it at Vapi, and take Vapi's answer as final. */
async function cancel(vapiRun: VapiRun, stop: "canceled" | "failed", steps: Steps): Promise<void> {
  const { test, vapi, save, now, isGivenUp } = steps;
  const reason = stop === "canceled" ? null : "The voice provider did not finish it in time.";
  const over = () => save({ ...vapiRun, state: "over" }, all(test, stop, reason, now));
  if (vapiRun.state === "waiting") return over();
  let vapiRunId = vapiRun.vapiRunId ?? undefined;
  if (vapiRun.state === "sent") {
    const found = await look(vapiRun, steps);
    if (found === undefined) return undefined;
    if (found.vapiRunId === undefined) return over();
    ({ vapiRunId } = found);
  }
  if (vapiRunId === undefined) return over();
  await vapi.cancelSimulationRun(vapiRunId);
  const begun: VapiRun = { ...vapiRun, state: "begun", vapiRunId };
  await read(begun, steps);
  // Vapi was asked to stop: after that long, a run that it has not ended is not waited for.
  if (isGivenUp) await over();
  return undefined;
}

/** Every attempt of a test, all with the same end. */
const all = (
  test: PlannedTest,
  status: "failed" | "canceled",
  reason: string | null,
  now: () => number,
): SavedAttempt[] => {
  const ended: Attempt = {
    status,
    reason,
    rubrics: toVerdicts(test.settings.rubrics),
    transcript: [],
    latency: null,
    startedAt: null,
    endedAt: new Date(now()),
  };
  return Array.from({ length: test.settings.attempts }, (_, index) => ({
    ...ended,
    testId: test.id,
    number: index + 1,
    vapiItemId: null,
  }));
};

const isFinal = (status: Attempt["status"]) => status !== "queued" && status !== "running";

async function end(run: RunRow, stop: "canceled" | "failed" | undefined, deps: RunDeps): Promise<void> {
  const { tenant, now, drafts, log } = deps;
  const error = stop === "failed" ? "The voice provider did not finish the run in time." : null;
  await tenant.write("member", (tx) =>
    store.endRun(tx, run, { reason: stop ?? "completed", error, now: new Date(now()) }),
  );
  if (run.draftId === null) return;
  // A publication that waits for it looks again by itself, only later.
  await drafts
    .draftTested({ orgId: run.orgId })
    .catch((err: unknown) => log.warn("end of a draft's run not told", { runId: run.id, error: String(err) }));
}
