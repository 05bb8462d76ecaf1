import type { FieldError } from "../http/problem.ts";

/** What the assistants Worker says of workflows to the Worker that executes them, over its `AssistantsEntrypoint`. */
export type WorkflowsRpc = {
  /** What keeps a workflow from being run, as wrong fields of it; nothing for one that is not there. */
  findWorkflowFaults(input: { orgId: string; workflowId: string; requestId: string }): Promise<FieldError[]>;
};

/** The assistants Worker's service binding as this RPC interface. */
// `AssistantsEntrypoint` of services/assistants is declared to implement this type.
export const workflowsRpc = (binding: unknown): WorkflowsRpc => binding as WorkflowsRpc;
