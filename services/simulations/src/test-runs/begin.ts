import type { Author } from "@allokoli/shared/db/audit-entry";
import { findCallee, type CalleeKind } from "@allokoli/shared/db/callees";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { DraftSnapshot, DraftsRpc } from "@allokoli/shared/rpc/drafts";
import { Problem } from "@allokoli/shared/http/problem";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { settingsOf } from "../tests/store.ts";
import { requireHeldSuite } from "../test-suites/store.ts";
import { MAX_ATTEMPTS, type CreateTestRun } from "./contract.ts";
import { waiting, type PlannedTest } from "./plan.ts";
import * as store from "./store.ts";
import { toVerdicts } from "./verdict.ts";

export type Begin = {
  id: string;
  suiteId: string;
  asked: CreateTestRun;
  /** What is called, when `asked.draft` says so. */
  draft?: DraftSnapshot | undefined;
  /** Begun by the suite's schedule. */
  isScheduled?: boolean;
  author: Author;
};

export const FIELDS = { assistant: "assistantId", squad: "squadId", workflow: "workflowId" } as const;

type Callee = Pick<CreateTestRun, "assistantId" | "squadId" | "workflowId">;

const wrong = (path: string, message: string) => new Problem("validation_failed", { errors: [{ path, message }] });

/**
 * A run with everything that it will do, before anything is done.
 * @throws {Problem} `not_found`; `conflict` for a suite without tests; `validation_failed` for a target that cannot be
 *   called, for tests of another suite, or for more calls than a run makes; `limit_reached` for more runs than a day
 *   allows
 */
export async function beginRun(tx: Tx, orgId: string, begin: Begin): Promise<store.RunRow | undefined> {
  const { id, suiteId, asked, draft, isScheduled = false, author } = begin;
  const { name = null, testIds } = asked;
  await requireHeldSuite(tx, orgId, suiteId);
  const rows = await store.listPlanned(tx, orgId, suiteId, testIds);
  const found = new Set(rows.map((row) => row.id));
  const missing = (testIds ?? []).findIndex((testId) => !found.has(testId));
  if (missing >= 0) throw wrong(`testIds.${missing}`, "is not a test of this suite");
  if (rows.length === 0) throw new Problem("conflict", { detail: "The suite has no tests yet." });
  const planned = rows.map((row): PlannedTest => ({ id: row.id, name: row.name, settings: settingsOf(row) }));
  const attempts = planned.flatMap((test) => attemptsOf(test));
  if (attempts.length > MAX_ATTEMPTS)
    throw wrong(
      "testIds",
      `makes ${attempts.length} calls, and a run makes ${MAX_ATTEMPTS} at most: choose fewer tests`,
    );
  const within = requireWithin(tx, orgId, [{ limit: "testRunsPerDay", ids: [id] }], new Date());
  const [target] = await Promise.all([requireTarget(tx, orgId, asked, draft), within]);
  return store.insertRun(tx, orgId, {
    id,
    suiteId,
    name,
    target: { type: target.type, id: target.id, name: target.name },
    draft,
    isScheduled,
    plan: { target: target.planned, tests: planned },
    vapiRuns: planned.map(waiting),
    attempts,
    author,
  });
}

const attemptsOf = ({ id, name, settings }: PlannedTest) =>
  Array.from({ length: settings.attempts }, (_, index) => ({
    testId: id,
    testName: name,
    number: index + 1,
    rubrics: toVerdicts(settings.rubrics),
  }));

/**
 * Whom a run calls, with what its plan has to know.
 * @throws {Problem} `validation_failed` when that cannot be called
 */
export async function requireTarget(tx: Tx, orgId: string, asked: Callee, draft?: DraftSnapshot) {
  const { type, id } = targetOf(asked);
  const callee = await findCallee(tx, orgId, type, id);
  const field = FIELDS[type];
  if (callee === undefined)
    throw wrong(field, `is not ${type === "assistant" ? "an assistant" : `a ${type}`} of this organization`);
  if (draft !== undefined) {
    const { name, settings } = draft;
    return { type, id, name, planned: { type, id, draft: { name, settings } } };
  }
  if (callee.vapiId === null) {
    const why = callee.hasFaults ? "has faults that are to be mended first" : "is not known to the voice provider yet";
    throw wrong(field, why);
  }
  return { type, id, name: callee.name, planned: { type, vapiId: callee.vapiId } };
}

/**
 * The draft that a run is asked to call; undefined when it is to call what is published. Whoever asks is held against the
 * organization in the transaction that begins the run.
 * @throws {Problem} `validation_failed` when there is no draft, or it has faults
 */
export async function requireDraft(
  drafts: Pick<DraftsRpc, "readDraft">,
  { orgId, requestId, asked }: { orgId: string; requestId: string; asked: CreateTestRun },
): Promise<DraftSnapshot | undefined> {
  if (asked.draft !== true) return undefined;
  const { type: kind, id } = targetOf(asked);
  const found = await drafts.readDraft({ orgId, kind, id, requestId });
  if (found === undefined) throw wrong("draft", "has none: everything is published");
  if (!("errors" in found)) return found;
  const [first] = found.errors;
  throw wrong("draft", `has faults that are to be mended first: ${first?.message ?? ""}`);
}

/** The contract allows exactly one of them. */
function targetOf({ assistantId, squadId, workflowId }: Callee): { type: CalleeKind; id: string } {
  if (assistantId !== undefined) return { type: "assistant", id: assistantId };
  if (squadId !== undefined) return { type: "squad", id: squadId };
  return { type: "workflow", id: workflowId ?? "" };
}
