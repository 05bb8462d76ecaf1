import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import type { AddressRules } from "@allokoli/shared/http/public-url";
import { isSameJson } from "@allokoli/shared/mirror/changed-fields";
import type { TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import { tellAnsweredNumbers } from "../answered-numbers.ts";
import { schemaFaults } from "../tools/json-schema.ts";
import { compileWorkflow, type Workflow } from "./compile.ts";
import { findFaults, type Fault } from "./faults.ts";
import type { Graph, Node, NodeOf } from "./graph.ts";
import { requestUrlFault } from "./request-url.ts";
import { workflowResource } from "./store.ts";

/** Nodes with each transfer number in its stored form. */
export const withNumbers = (nodes: Node[], take: TakeNumber): Node[] =>
  nodes.map((node, index) =>
    node.kind === "transfer" && node.number !== null
      ? { ...node, number: take(node.number, `nodes.${index}.number`, "transfer") }
      : node,
  );

/**
 * The rules for nodes that the contract cannot express, and that hold for a draft too.
 * @throws {Problem} `validation_failed` naming each field
 */
export function requireGoodNodes(nodes: Node[], rules: AddressRules): void {
  const errors = nodes.flatMap((node, index) =>
    node.kind === "apiRequest" ? requestFaults(node, `nodes.${index}`, rules) : [],
  );
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

function requestFaults({ url, parameters }: NodeOf<"apiRequest">, path: string, rules: AddressRules): FieldError[] {
  const fault = url === null ? undefined : requestUrlFault(url, rules);
  return [
    ...(fault === undefined ? [] : [{ path: `${path}.url`, message: fault }]),
    ...(parameters === null ? [] : schemaFaults(parameters, `${path}.parameters`)),
  ];
}

/** The faults of this graph, as the wrong fields of a request's body. */
export const toErrors = (faults: Fault[], { nodes, edges }: Graph): FieldError[] =>
  faults.map(({ nodeId, edgeId, message }) => {
    if (nodeId !== null) return { path: `nodes.${nodes.findIndex(({ id }) => id === nodeId)}`, message };
    if (edgeId !== null) return { path: `edges.${edges.findIndex(({ id }) => id === edgeId)}`, message };
    return { path: "nodes", message };
  });

/** The faults of a saved workflow, as wrong fields; undefined when there is no such workflow. */
export async function findSavedFaults(tx: Tx, orgId: string, id: string): Promise<FieldError[] | undefined> {
  const row = await workflowResource.find(tx, orgId, id);
  if (row === undefined) return undefined;
  const settings = row.settings;
  return toErrors(findFaults(settings), settings);
}

/**
 * A workflow without faults must stay so: it may be in a call.
 * @throws {Problem} `validation_failed` naming each fault
 */
export function requireStillReady(before: Graph, after: Graph): void {
  if (findFaults(before).length > 0) return;
  const faults = findFaults(after);
  if (faults.length > 0) {
    throw new Problem("validation_failed", {
      detail: "The workflow is in use and would not run with this change.",
      errors: toErrors(faults, after),
    });
  }
}

/**
 * Inputs are given by whoever places a call; nobody places one that comes in.
 * @throws {Problem} `validation_failed` naming the numbers that the workflow answers
 */
export async function requireNoNumber(tx: Tx, row: { orgId: string; id: string }): Promise<void> {
  const named = await tellAnsweredNumbers(tx, row, "workflowId");
  if (named === undefined) return;
  const message = `cannot be given in calls to ${named}, which it answers`;
  throw new Problem("validation_failed", { errors: [{ path: "inputs", message }] });
}

/** @throws {Problem} `validation_failed` naming each fault */
export function requireNoFaults(graph: Graph): void {
  const faults = findFaults(graph);
  if (faults.length === 0) return;
  throw new Problem("validation_failed", {
    detail: "It has faults that are to be mended first.",
    errors: toErrors(faults, graph),
  });
}

/** Placeholders: two versions of a workflow have these in common. */
const NOWHERE = { id: "", orgId: "", timeZone: "UTC", server: { url: "", headers: {} } };

/** Whether two workflows without faults compile to the same squad at Vapi. */
export const isSameSquad = (left: Workflow, right: Workflow): boolean =>
  isSameJson(compileSymbolically(left), compileSymbolically(right));

/** Compiled with our ids of the functions in place of Vapi's. */
function compileSymbolically(workflow: Workflow) {
  const ids = workflow.nodes.flatMap((node) => (node.kind === "function" ? (node.functionId ?? []) : []));
  return compileWorkflow(workflow, { ...NOWHERE, toolIds: new Map(ids.map((id) => [id, id])) });
}
