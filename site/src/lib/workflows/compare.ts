import type { WorkflowVersion } from "../api/types.ts";
import { pieceLabel, pieceText } from "../assistants/piece-words.ts";
import type { Compared } from "../compared.ts";
import { differences, type Pieces } from "../merge.ts";
import { m } from "../../paraglide/messages.js";
import { variablesOf, type Document } from "./document.ts";
import { tellSteps } from "./tell-steps.ts";
import { KIND_LABELS } from "./words.ts";

/** A workflow whole: what is drawn, and how it speaks. */
export type WholeWorkflow = Pick<WorkflowVersion, "name"> & WorkflowVersion["settings"];
type Node = Document["nodes"][number];

/** Settings of the voice that only make sense together, as in an assistant. */
const TOGETHER = {
  model: ["modelProvider", "model"],
  voice: ["voiceProvider", "voice"],
  transcriber: ["transcriberProvider", "transcriberModel", "transcriberLanguage"],
} as const satisfies Record<string, readonly (keyof WholeWorkflow)[]>;
const ALONE = [
  "language",
  "temperature",
  "maxDurationSeconds",
  "silenceTimeoutSeconds",
  "recordingEnabled",
] as const satisfies readonly (keyof WholeWorkflow)[];

/** What a step has besides its kind and name, in the order of its form. */
const FIELDS: Record<string, () => string> = {
  firstMessage: m.editor_first_message,
  when: m.editor_when,
  prompt: m.editor_prompt,
  message: m.editor_message,
  number: m.editor_number,
  url: m.editor_url,
  description: m.editor_description,
};

/** What differs between two, in words. A step that only moved in the drawing is the same; `functions` are names by id. */
export function compareWorkflows(
  before: WholeWorkflow,
  after: WholeWorkflow,
  functions: ReadonlyMap<string, string>,
): Compared[] {
  const [old, now] = [speechOf(before), speechOf(after)];
  const [oldSteps, newSteps] = [stepsOf(before, functions), stepsOf(after, functions)];
  const steps = new Set([...newSteps.keys(), ...oldSteps.keys()]);
  return [
    { label: m.workflow_name(), before: before.name, after: after.name },
    { label: m.editor_common_prompt(), before: before.prompt, after: after.prompt },
    { label: m.editor_inputs(), before: before.inputs.join("\n"), after: after.inputs.join("\n") },
    ...[...steps].map((id) => compareSteps(oldSteps.get(id), newSteps.get(id))),
    ...differences(old, now).map((name) => ({
      label: pieceLabel(name),
      before: pieceText(name, old, new Map()),
      after: pieceText(name, now, new Map()),
    })),
  ].filter(({ before: one, after: other }) => one !== other);
}

const speechOf = (workflow: WholeWorkflow): Pieces => ({
  ...Object.fromEntries(
    Object.entries(TOGETHER).map(([name, parts]) => [
      name,
      Object.fromEntries(parts.map((part) => [part, workflow[part]])),
    ]),
  ),
  ...Object.fromEntries(ALONE.map((name) => [name, workflow[name]])),
});

type Step = { label: string; text: string; all: Pieces };

function compareSteps(before: Step | undefined, after: Step | undefined): Compared {
  const label = (after ?? before)?.label ?? "";
  const [old, now] = [before?.text ?? "", after?.text ?? ""];
  const hasMore = before && after && old === now && differences(before.all, after.all).length > 0;
  return { label, before: old, after: hasMore ? `${now}\n${m.workflow_step_other()}` : now };
}

const stepsOf = (workflow: WholeWorkflow, functions: ReadonlyMap<string, string>) =>
  new Map<string, Step>(
    tellSteps(workflow).map(({ node, ways }) => [
      node.id,
      {
        label: m.workflow_step({ kind: KIND_LABELS[node.kind](), name: node.name }),
        // A step that only moved in the drawing is the same.
        all: { ...node, position: undefined },
        text: [node.name, ...tellFields(node, functions), ...ways.map(({ words }) => words)].join("\n"),
      },
    ]),
  );

function tellFields(node: Node, functions: ReadonlyMap<string, string>): string[] {
  const fields = Object.entries(FIELDS).flatMap(([field, label]) => {
    const value: unknown = Reflect.get(node, field);
    return typeof value === "string" && value !== "" ? [m.workflow_field({ label: label(), value })] : [];
  });
  const variables = variablesOf(node).map(({ name }) => name);
  return [
    ...(node.kind === "function" && node.functionId !== null
      ? [m.workflow_field({ label: m.kind_function(), value: functions.get(node.functionId) ?? m.piece_deleted() })]
      : []),
    ...fields,
    ...(variables.length > 0 ? [m.workflow_field({ label: m.editor_variables(), value: variables.join(", ") })] : []),
  ];
}
