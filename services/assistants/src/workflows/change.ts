import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { given } from "@allokoli/shared/http/given";
import { takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import type { Scope } from "@allokoli/shared/service/service";
import { requireBase, type Expected } from "../settings/base.ts";
import type { Env } from "../env.ts";
import { requirePassage, type Passage } from "../gates/passage.ts";
import { withSpeech } from "../settings/voices.ts";
import { isSameSquad, requireGoodNodes, requireNoNumber, requireStillReady, withNumbers } from "./check.ts";
import type { UpdateWorkflow, WorkflowSettings } from "./contract.ts";
import { findFaults } from "./faults.ts";
import type { Node } from "./graph.ts";
import { workflowMirror } from "./mirror.ts";
import { requireFunctions, type WorkflowRow } from "./store.ts";

/**
 * Changes what is published of a workflow. A change that leads to the same squad is not sent to Vapi.
 * @throws {Problem} `not_found`, `precondition_failed`, `tests_not_passed`, `validation_failed`, `vapi_refused`
 */
export async function changeWorkflow(
  c: Scope<Env>,
  id: string,
  expected: Expected,
  asked: UpdateWorkflow,
  passage: Passage = "direct",
): Promise<WorkflowRow> {
  const { name, ...change } = given(await requireNumbers(c, asked));
  if (change.nodes !== undefined) requireGoodNodes(change.nodes, addressRules(c.env));
  const decide = (row: WorkflowRow) => {
    const before = { name: row.name, ...row.settings };
    requireBase(expected, before);
    const settings = withChange(row.settings, change);
    const after = { name: name ?? row.name, ...settings };
    const isReady = findFaults(after).length === 0;
    const isKnown = findFaults(before).length === 0 && row.syncState !== "failed";
    return {
      ...(passage === "restore" && { verb: "restored" as const }),
      values: { name: after.name, settings },
      isMirrored: isReady && !(isKnown && isSameSquad(before, after)),
      also: async (tx: Tx) => {
        if (change.nodes !== undefined) await requireFunctions(tx, row.orgId, settings.nodes, { hold: true });
        await requirePassage(tx, { orgId: row.orgId, kind: "workflow", id, name: after.name }, passage, authorOf(c));
        requireStillReady(before, after);
        if (settings.inputs.length > 0 && row.settings.inputs.length === 0) await requireNoNumber(tx, row);
      },
    };
  };
  return mirrorOf(c).change(c.var.tenant, { id, ifMatch: expected.ifMatch, author: authorOf(c), decide });
}

/**
 * A body with the numbers of its nodes in their stored form.
 * @throws {Problem} `validation_failed`
 */
export const requireNumbers = <Body extends { nodes?: Node[] | undefined }>(
  { var: { tenant } }: Scope<Env>,
  body: Body,
) =>
  takeOwnNumbers(tenant, (take) =>
    body.nodes === undefined ? body : { ...body, nodes: withNumbers(body.nodes, take) },
  );

/** The settings with a client's changes, and the voice and transcriber of a new language. */
export const withChange = (before: WorkflowSettings, change: Partial<WorkflowSettings>): WorkflowSettings => {
  const { endCallPhrases: _, ...settings } = { ...before, ...withSpeech(before, change) };
  return settings;
};

export const mirrorOf = (c: Scope<Env>) => workflowMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
