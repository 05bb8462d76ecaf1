import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog } from "@allokoli/shared/db/schema/index";
import { requireAdmin } from "@allokoli/shared/db/require-admin";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import {
  findGate,
  findStanding,
  holdDraft,
  type DraftRevision,
  type GateRow,
  type Guarded,
  type Standing,
} from "./store.ts";

/**
 * How a change is to be published: `direct`, by a PATCH; `restore`, what answered before, which no gate keeps from answering
 * again; or a draft, `despiteTests` when an admin says so.
 */
export type Passage = "direct" | "restore" | { draft: DraftRevision; despiteTests: boolean };

const NEXT: Record<Standing["state"], string> = {
  none: "Its tests have not been run with this draft: start them with POST /v1/test-suites/{id}/runs and `draft: true`.",
  running: "Its tests are being run with this draft: wait for the end of the run.",
  failed: "Its tests did not pass with this draft: change it, and run them again.",
  passed: "",
};
const BY_A_DRAFT =
  "It is published only when its tests have passed: keep the change as its draft, run them with the draft, and publish that.";

/** The refusal of a gate, with the run that decides. */
export const notPassed = (gate: GateRow, { state, runId }: Standing, detail = NEXT[state]) =>
  new Problem("tests_not_passed", { detail, tests: { suiteId: gate.suiteId, testIds: gate.testIds, runId, state } });

/**
 * That the gate of what is about to change lets the change through, in the transaction of the change.
 * A draft has to be the one that was to be published, until the end of the transaction.
 * @throws {Problem} `precondition_failed`; `tests_not_passed`; `role_too_low` when somebody who is no admin publishes in spite of the tests
 */
export async function requirePassage(
  tx: Tx,
  guarded: Guarded & { name: string },
  passage: Passage,
  author: Author,
): Promise<void> {
  if (passage === "restore") return;
  if (passage !== "direct" && !(await holdDraft(tx, guarded, passage.draft))) throw new Problem("precondition_failed");
  const gate = await findGate(tx, guarded);
  if (gate === undefined) return;
  if (passage === "direct") throw notPassed(gate, { state: "none", runId: null }, BY_A_DRAFT);
  const standing = await findStanding(tx, gate, passage.draft);
  if (standing.state === "passed") return;
  if (!passage.despiteTests) throw notPassed(gate, standing);
  // Publishing is for members; going past the tests is not.
  await requireAdmin(tx, guarded.orgId);
  const { orgId, kind: type, id, name } = guarded;
  const detail = { name, ...standing, suiteId: gate.suiteId };
  await tx.insert(auditLog).values(entry(orgId, author, "draft.published-untested", { type, id }, detail));
}
