import { functions, workflows } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { settingsResource, type SettingsRow } from "@allokoli/shared/mirror/settings-resource";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Workflow, WorkflowSettings, WorkflowSummary } from "./contract.ts";
import { findFaults } from "./faults.ts";
import type { Node } from "./graph.ts";
import { findTimeZone } from "../settings/moment.ts";

export type WorkflowRow = SettingsRow<WorkflowSettings>;
/** What Vapi gets with a workflow from other tables. */
export type WorkflowContext = { timeZone: string; toolIds: ReadonlyMap<string, string> };

export async function findContext(
  tx: Tx,
  { orgId, settings }: { orgId: string; settings: WorkflowSettings },
): Promise<WorkflowContext> {
  const [timeZone, toolIds] = await Promise.all([findTimeZone(tx, orgId), findToolIds(tx, orgId, settings.nodes)]);
  return { timeZone, toolIds };
}

export const workflowResource = settingsResource<WorkflowSettings, WorkflowContext>("workflow", workflows, findContext);

const toSeen = (row: WorkflowRow, faultCount: number) => ({
  id: row.id,
  name: row.name,
  state: faultCount === 0 ? ("ready" as const) : ("draft" as const),
  vapiSquadId: row.vapiId,
  sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export function toWorkflow(row: WorkflowRow): Workflow {
  const { settings } = row;
  const faults = findFaults(settings);
  return { ...toSeen(row, faults.length), ...withNotes(settings), faults };
}

/** Settings as they are answered: those that were stored before there were notes have none. */
export const withNotes = (settings: Omit<WorkflowSettings, "notes"> & Partial<WorkflowSettings>): WorkflowSettings => ({
  notes: [],
  ...settings,
});

export function toSummary(row: WorkflowRow): WorkflowSummary {
  const { settings } = row;
  const faultCount = findFaults(settings).length;
  return { ...toSeen(row, faultCount), nodeCount: settings.nodes.length, faultCount };
}

const functionIdsOf = (nodes: Node[]) => [
  ...new Set(nodes.flatMap((node) => (node.kind === "function" ? (node.functionId ?? []) : []))),
];
const areOurs = (orgId: string, ids: string[]) =>
  and(eq(functions.orgId, orgId), inArray(functions.id, ids), isNull(functions.deletedAt));

/**
 * The functions in the nodes are the organization's own. With `hold` they cannot be deleted until the transaction ends,
 * and are locked in the order of their ids, so that two transactions with the same ids cannot deadlock.
 * @throws {Problem} `validation_failed` naming each that is not
 */
export async function requireFunctions(
  tx: Tx,
  orgId: string,
  nodes: Node[],
  options: { hold: boolean },
): Promise<void> {
  const ids = functionIdsOf(nodes);
  if (ids.length === 0) return;
  const query = tx.select({ id: functions.id }).from(functions).where(areOurs(orgId, ids)).orderBy(asc(functions.id));
  const found = new Set((await (options.hold ? query.for("share") : query)).map(({ id }) => id));
  const errors = nodes.flatMap((node, index) =>
    node.kind === "function" && node.functionId !== null && !found.has(node.functionId)
      ? [{ path: `nodes.${index}.functionId`, message: "is not a function of yours" }]
      : [],
  );
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

/** Vapi's ids of the functions in the nodes, by ours, without those that Vapi does not have yet. */
async function findToolIds(tx: Tx, orgId: string, nodes: Node[]): Promise<ReadonlyMap<string, string>> {
  const ids = functionIdsOf(nodes);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: functions.id, vapiId: functions.vapiId })
    .from(functions)
    .where(areOurs(orgId, ids));
  return new Map(rows.flatMap(({ id, vapiId }) => (vapiId === null ? [] : [[id, vapiId] as const])));
}

/** Our ids of the functions, by the ids of their tools at Vapi. */
export async function findByToolIds(tx: Tx, orgId: string, toolIds: string[]): Promise<ReadonlyMap<string, string>> {
  if (toolIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: functions.id, vapiId: functions.vapiId })
    .from(functions)
    .where(and(eq(functions.orgId, orgId), inArray(functions.vapiId, toolIds), isNull(functions.deletedAt)));
  return new Map(rows.flatMap(({ id, vapiId }) => (vapiId === null ? [] : [[vapiId, id] as const])));
}
