import type { Workflow, WorkflowDraft } from "../api/types.ts";
import type { Document } from "./document.ts";

/** What the editor edits of a workflow. */
export const documentIn = ({ name, prompt, inputs, nodes, edges, notes }: Workflow): Document => ({
  name,
  prompt,
  inputs,
  nodes,
  edges,
  notes,
});

/** What the editor edits of a change; the settings of the voice are left alone. */
export function withoutSettings({
  name,
  prompt,
  inputs,
  nodes,
  edges,
  notes,
}: WorkflowDraft["change"] | Document): Partial<Document> {
  return Object.fromEntries(
    Object.entries({ name, prompt, inputs, nodes, edges, notes }).filter(([, value]) => value !== undefined),
  );
}
