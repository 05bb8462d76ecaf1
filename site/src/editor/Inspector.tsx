import type { WorkflowNode } from "../lib/api/types.ts";
import { m } from "../paraglide/messages.js";
import { type Document, isLast, type Kind, KINDS, knownVariables, mayConnect } from "../lib/workflows/document.ts";
import { notesAt } from "../lib/workflows/notes.ts";
import { ChoiceField, TextField } from "./Fields.tsx";
import { Menu } from "./Menu.tsx";
import { type Functions, NodeForm } from "./NodeForm.tsx";
import { NoteForm, Notes } from "./Notes.tsx";
import { countOf, type Selection } from "./state.ts";
import type { Draft } from "./use-draft.ts";
import { FAULTS, KIND_HINTS, KIND_LABELS } from "../lib/workflows/words.ts";

export type InspectorProps = {
  document: Document;
  selection: Selection;
  faults: Draft["faults"];
  refused: string[];
  functions: Functions;
  onNode: (id: string, change: Partial<WorkflowNode>, field: string) => void;
  onCondition: (edgeId: string, condition: string) => void;
  onReconnect: (edgeId: string, to: string) => void;
  onConnect: (from: string, to: string) => void;
  onAddAfter: (after: string, kind: Kind) => void;
  onWhole: (change: Partial<Pick<Document, "name" | "prompt" | "inputs">>, field: string) => void;
  onNote: (id: string, text: string) => void;
  onAttach: (id: string, nodeId: string | null) => void;
  onAddNote: (nodeId: string | null) => void;
  onSelect: (kind: "node" | "edge" | "note", id: string) => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onLeave: () => void;
};

/** What is chosen, with its fields; the workflow itself when nothing is. */
export function Inspector(props: InspectorProps) {
  const { document, selection } = props;
  const count = countOf(selection);
  const [nodeId] = selection.nodes;
  const [edgeId] = selection.edges;
  const [noteId] = selection.notes;
  const note = document.notes.find(({ id }) => id === noteId);
  const node = document.nodes.find(({ id }) => id === nodeId);
  const edge = document.edges.find(({ id }) => id === edgeId);
  if (count > 1) return <Several {...props} count={count} />;
  if (node !== undefined) return <OneNode {...props} node={node} />;
  if (edge !== undefined) return <OneEdge {...props} edgeId={edge.id} />;
  if (note !== undefined) return <NoteForm key={note.id} {...props} note={note} />;
  return <Whole {...props} />;
}

function Several({ count, onDuplicate, onRemove }: InspectorProps & { count: number }) {
  return (
    <div className="grid gap-4">
      <h2 className="text-lg">{m.editor_selected_many({ count: String(count) })}</h2>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button button-small" onClick={onDuplicate}>
          {m.editor_duplicate()}
        </button>
        <button type="button" className="button button-small button-danger" onClick={onRemove}>
          {m.editor_remove_many({ count: String(count) })}
        </button>
      </div>
    </div>
  );
}

function OneNode(props: InspectorProps & { node: WorkflowNode }) {
  const { node, document, faults, refused, functions, onNode, onAddAfter, onConnect, onDuplicate, onRemove, onLeave } =
    props;
  const index = document.nodes.indexOf(node);
  const prefix = `nodes.${index}.`;
  const wrong = new Set(
    refused.flatMap((path) => (path.startsWith(prefix) ? (path.slice(prefix.length).split(".")[0] ?? []) : [])),
  );
  const here = faults.filter(({ nodeId }) => nodeId === node.id);
  const targets = document.nodes.filter(({ id }) => mayConnect(document, node.id, id));
  return (
    <div className="grid gap-5">
      <h2 className="text-lg" id="inspector-title">
        {KIND_LABELS[node.kind]()}
      </h2>
      {here.length > 0 && (
        <ul className="notice notice-danger grid gap-1">
          {here.map(({ code }) => (
            <li key={code}>{FAULTS[code]()}</li>
          ))}
        </ul>
      )}
      <NodeForm
        key={node.id}
        {...{ node, functions, onLeave }}
        refused={wrong}
        onChange={(change, field) => onNode(node.id, change, field)}
      />
      {!isLast(node) && <Ways {...props} from={node.id} />}
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        {!isLast(node) && (
          <>
            <Menu
              label={m.editor_add_after()}
              items={KINDS.filter((kind) => kind !== "start" && kind !== "global").map((kind) => ({
                key: kind,
                label: KIND_LABELS[kind](),
                hint: KIND_HINTS[kind](),
              }))}
              onChoose={(kind) => onAddAfter(node.id, kind as Kind)}
            />
            <Menu
              label={m.editor_connect_to()}
              items={targets.map(({ id, name, kind }) => ({ key: id, label: name, hint: KIND_LABELS[kind]() }))}
              none={m.editor_connect_none()}
              onChoose={(to) => onConnect(node.id, to)}
            />
          </>
        )}
        <button type="button" className="button button-small" onClick={onDuplicate}>
          {m.editor_duplicate()}
        </button>
        <button type="button" className="button button-small button-danger" onClick={onRemove}>
          {m.editor_remove()}
        </button>
      </div>
      <Notes notes={notesAt(document, node.id)} onAdd={() => props.onAddNote(node.id)} onSelect={props.onSelect} />
      <Known document={document} />
    </div>
  );
}

/** The ways that lead from a node, each with its condition. */
function Ways({ from, document, faults, onCondition, onLeave, onSelect }: InspectorProps & { from: string }) {
  const ways = document.edges.filter((edge) => edge.from === from);
  return (
    <section className="grid gap-3 border-t border-line pt-4" aria-label={m.editor_ways()}>
      <h3 className="font-semibold">{m.editor_ways()}</h3>
      {ways.length === 0 && <p className="hint">{m.editor_ways_none()}</p>}
      {ways.map((edge) => {
        const name = document.nodes.find(({ id }) => id === edge.to)?.name ?? "";
        const fault = faults.find(({ edgeId }) => edgeId === edge.id);
        return (
          <div key={edge.id} className="grid gap-1">
            <TextField
              id={`way-${edge.id}`}
              label={m.editor_way({ name })}
              hint={fault ? FAULTS[fault.code]() : undefined}
              value={edge.condition}
              rows={2}
              maxLength={900}
              onChange={(condition) => onCondition(edge.id, condition)}
              onLeave={onLeave}
            />
            <button type="button" className="link w-fit text-sm" onClick={() => onSelect("edge", edge.id)}>
              {m.workflow_edit()}
              <span className="sr-only"> {m.editor_way({ name })}</span>
            </button>
          </div>
        );
      })}
      {ways.length > 0 && <p className="hint">{m.editor_condition_hint()}</p>}
    </section>
  );
}

function OneEdge({
  edgeId,
  document,
  faults,
  onCondition,
  onReconnect,
  onRemove,
  onLeave,
}: InspectorProps & { edgeId: string }) {
  const edge = document.edges.find(({ id }) => id === edgeId);
  if (edge === undefined) return null;
  const nameOf = (id: string) => document.nodes.find((node) => node.id === id)?.name ?? "";
  const fault = faults.find((one) => one.edgeId === edgeId);
  const targets = document.nodes.filter(({ id }) => id === edge.to || mayConnect(document, edge.from, id));
  return (
    <div className="grid gap-4">
      <h2 className="text-lg" id="inspector-title">
        {m.editor_way_title()}
      </h2>
      {fault && <p className="notice notice-danger">{FAULTS[fault.code]()}</p>}
      <p className="wrap-anywhere">{nameOf(edge.from)}</p>
      <ChoiceField
        id="edge-to"
        label={m.editor_connect_to()}
        value={edge.to}
        options={targets.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(to) => onReconnect(edgeId, to)}
        onLeave={onLeave}
      />
      <TextField
        id="edge-condition"
        label={m.editor_condition()}
        hint={m.editor_condition_hint()}
        value={edge.condition}
        rows={3}
        maxLength={900}
        onChange={(condition) => onCondition(edgeId, condition)}
        onLeave={onLeave}
      />
      <button type="button" className="button button-small button-danger w-fit" onClick={onRemove}>
        {m.editor_remove()}
      </button>
    </div>
  );
}

/** The workflow itself: its name, what every step knows, what is known at the start, and what is wrong. */
function Whole({ document, faults, onWhole, onSelect, onLeave, onAddNote }: InspectorProps) {
  return (
    <div className="grid gap-5">
      <h2 className="text-lg" id="inspector-title">
        {m.editor_whole()}
      </h2>
      <Faults {...{ document, faults, onSelect }} />
      <TextField
        id="whole-name"
        label={m.editor_workflow_name()}
        value={document.name}
        maxLength={80}
        onChange={(name) => onWhole({ name }, "name")}
        onLeave={onLeave}
      />
      <TextField
        id="whole-prompt"
        label={m.editor_common_prompt()}
        hint={m.editor_common_prompt_hint()}
        value={document.prompt}
        rows={5}
        maxLength={5000}
        onChange={(prompt) => onWhole({ prompt }, "prompt")}
        onLeave={onLeave}
      />
      <TextField
        id="whole-inputs"
        label={m.editor_inputs()}
        hint={m.editor_inputs_hint()}
        value={document.inputs.join(", ")}
        onChange={(text) => onWhole({ inputs: readInputs(text) }, "inputs")}
        onLeave={onLeave}
      />
      <Notes notes={notesAt(document, null)} onAdd={() => onAddNote(null)} onSelect={onSelect} />
      <Known document={document} />
      <p className="hint">{m.editor_keys()}</p>
    </div>
  );
}

/** Names with commas between; what cannot be part of a name is not typed. */
const readInputs = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((name) => name.trim().replaceAll(/[^a-zA-Z0-9_]/g, ""))
      .filter((name) => /^[a-zA-Z]/.test(name)),
  ),
];

function Faults({ document, faults, onSelect }: Pick<InspectorProps, "document" | "faults" | "onSelect">) {
  if (faults.length === 0) return <p className="badge badge-good w-fit">{m.editor_faults_none()}</p>;
  const nameOf = (id: string | null) => document.nodes.find((node) => node.id === id)?.name;
  return (
    <section className="grid gap-2" aria-label={m.editor_faults_title()}>
      <h3 className="font-semibold text-danger">{m.editor_faults_title()}</h3>
      <ul className="grid gap-2">
        {faults.map(({ code, nodeId, edgeId }) => (
          <li key={`${code} ${nodeId} ${edgeId}`} className="grid gap-0.5">
            <span>
              {nodeId !== null && <strong className="wrap-anywhere">{nameOf(nodeId)} : </strong>}
              {FAULTS[code]()}
            </span>
            {(nodeId !== null || edgeId !== null) && (
              <button
                type="button"
                className="link w-fit text-sm"
                onClick={() => (nodeId === null ? onSelect("edge", edgeId ?? "") : onSelect("node", nodeId))}
              >
                {m.editor_fault_go()}
                <span className="sr-only"> : {nameOf(nodeId) ?? FAULTS[code]()}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The variables, each with where it comes from. */
function Known({ document }: { document: Document }) {
  const known = knownVariables(document);
  if (known.length === 0) return null;
  return (
    <section className="grid gap-1 border-t border-line pt-4" aria-label={m.editor_known()}>
      <h3 className="font-semibold">{m.editor_known()}</h3>
      <ul className="grid gap-1">
        {known.map(({ name, from }) => (
          <li key={`${name} ${from}`}>
            <code>{`{{${name}}}`}</code>{" "}
            <span className="hint">{from === null ? m.editor_known_input() : m.editor_known_from({ from })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
