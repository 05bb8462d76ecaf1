import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import { isSameJson } from "@allokoli/shared/mirror/resource";
import { schemaFaults } from "../functions/json-schema.ts";
import { compileWorkflow, type Workflow } from "./compile.ts";
import { findFaults, type Fault } from "./faults.ts";
import type { Graph, Node, NodeOf } from "./graph.ts";
import { requestUrlFault } from "./request-url.ts";

/**
 * What the contract cannot say about nodes, and no draft may have either.
 * @throws {Problem} `validation_failed` naming each field
 */
export function requireGoodNodes(nodes: Node[], options: { development: boolean }): void {
  const errors = nodes.flatMap((node, index) =>
    node.kind === "apiRequest" ? requestFaults(node, `nodes.${index}`, options) : [],
  );
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

function requestFaults(
  { url, parameters }: NodeOf<"apiRequest">,
  path: string,
  options: { development: boolean },
): FieldError[] {
  const fault = url === null ? undefined : requestUrlFault(url, options);
  return [
    ...(fault === undefined ? [] : [{ path: `${path}.url`, message: fault }]),
    ...(parameters === null ? [] : schemaFaults(parameters, `${path}.parameters`)),
  ];
}

/** Faults as the wrong fields of a body with this graph. */
export const toErrors = (faults: Fault[], { nodes, edges }: Graph): FieldError[] =>
  faults.map(({ nodeId, edgeId, message }) => {
    if (nodeId !== null) return { path: `nodes.${nodes.findIndex(({ id }) => id === nodeId)}`, message };
    if (edgeId !== null) return { path: `edges.${edges.findIndex(({ id }) => id === edgeId)}`, message };
    return { path: "nodes", message };
  });

/**
 * A workflow without faults stays so: it may be speaking with somebody.
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

/** Where and for whom it is compiled makes no difference to whether two workflows are the same to Vapi. */
const NOWHERE = { id: "", orgId: "", server: { url: "", headers: {} } };

/** Whether two workflows without faults are one and the same squad at Vapi. */
export const isSameSquad = (left: Workflow, right: Workflow): boolean =>
  isSameJson(compileSymbolically(left), compileSymbolically(right));

/** With our ids of the functions for Vapi's. */
function compileSymbolically(workflow: Workflow) {
  const ids = workflow.nodes.flatMap((node) => (node.kind === "function" ? (node.functionId ?? []) : []));
  return compileWorkflow(workflow, { ...NOWHERE, toolIds: new Map(ids.map((id) => [id, id])) });
}
