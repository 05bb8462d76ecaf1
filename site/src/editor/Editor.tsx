import "../lib/browser/locale.ts";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Workflow, WorkflowFault } from "../lib/api/types.ts";
import { m } from "../paraglide/messages.js";
import { arrange } from "./arrange.ts";
import { Canvas } from "./Canvas.tsx";
import { fromText, toText } from "../lib/workflows/clipboard.ts";
import * as edits from "../lib/workflows/document.ts";
import { type Document, type Kind, KINDS, NODE } from "../lib/workflows/document.ts";
import * as notes from "../lib/workflows/notes.ts";
import { Inspector } from "./Inspector.tsx";
import { Menu } from "./Menu.tsx";
import type { Functions } from "./NodeForm.tsx";
import { Publish } from "./Publish.tsx";
import { beginWith, countOf, NOTHING, onlyEdge, onlyNode, onlyNote, reduce } from "./state.ts";
import { Steps } from "./Steps.tsx";
import { NOWHERE, type Trail, Try } from "./Try.tsx";
import { type SaveState, useDraft } from "./use-draft.ts";
import { useKeys } from "./use-keys.ts";
import { KIND_HINTS, KIND_LABELS } from "../lib/workflows/words.ts";

type Props = {
  workflow: Pick<Workflow, "id" | "faults">;
  published: Document;
  /** What is drawn: the draft, or what is published where there is none. */
  document: Document;
  draft: { etag: string; faults: WorkflowFault[]; isBehind: boolean } | undefined;
  functions: Functions;
  /** How the person who draws is called, for their notes. */
  author: string;
};

/** The editor of a workflow: its drawing, what is chosen, and a trial. Everything is kept as a draft. */
export function Editor(props: Props) {
  return (
    <ReactFlowProvider>
      <Work {...props} />
    </ReactFlowProvider>
  );
}

const SAVE_LABELS: Record<SaveState, () => string> = {
  published: m.editor_nothing_to_save,
  saved: m.editor_saved,
  unsaved: m.editor_unsaved,
  saving: m.editor_saving,
  offline: m.editor_offline,
  refused: m.editor_refused,
};

type Pane = "fields" | "steps" | "try";

function Work({ workflow, published, document: first, draft: draftAtFirst, functions, author }: Props) {
  const [state, dispatch] = useReducer(reduce, first, beginWith);
  const [pane, setPane] = useState<Pane>("fields");
  const [trail, setTrail] = useState<Trail>(NOWHERE);
  const [note, setNote] = useState("");
  const [isPublishing, setPublishing] = useState(false);
  const flow = useReactFlow();
  const document = state.history.present;
  const { selection } = state;
  const isNothingToCopy = selection.nodes.size + selection.notes.size === 0;
  const copied = useRef("");

  const edit = (change: (document: Document) => Document, step?: string) =>
    dispatch({ do: "edit", change, ...(step !== undefined && { step }) });
  const take = useCallback((other: Document) => dispatch({ do: "edit", change: () => other }), []);
  const draft = useDraft({ workflow, published, draft: draftAtFirst, document, take });
  const endStep = useCallback(() => dispatch({ do: "end-step" }), []);

  function show(id: string) {
    const node = document.nodes.find((one) => one.id === id);
    if (node !== undefined) center(node.position, NODE);
  }
  function center({ x, y }: edits.Position, { width, height }: { width: number; height: number }) {
    void flow.setCenter(x + width / 2, y + height / 2, { zoom: Math.max(flow.getZoom(), 0.8), duration: 0 });
  }
  function choose(kind: "node" | "edge" | "note", id: string) {
    dispatch({ do: "select", selection: { node: onlyNode, edge: onlyEdge, note: onlyNote }[kind](id) });
    setPane("fields");
    const note = kind === "note" ? document.notes.find((one) => one.id === id) : undefined;
    if (note !== undefined) return center(notes.placeOf(document, note), notes.NOTE);
    show(kind === "node" ? id : (document.edges.find((edge) => edge.id === id)?.from ?? ""));
  }
  function add(kind: Kind, after?: string) {
    const added = edits.addNode(document, { kind, name: KIND_LABELS[kind](), after });
    dispatch({ do: "edit", change: () => added.document, select: onlyNode(added.id) });
    setPane("fields");
  }
  const writer = () => ({ author, at: new Date().toISOString() });
  function addNote(nodeId: string | null) {
    const added = notes.addNote(document, { nodeId, ...writer() });
    if (added.document === document) return setNote(m.editor_notes_full());
    dispatch({ do: "edit", change: () => added.document, select: onlyNote(added.id) });
    setPane("fields");
    const note = added.document.notes.find(({ id }) => id === added.id);
    if (note !== undefined) center(notes.placeOf(added.document, note), notes.NOTE);
  }
  function remove() {
    if (countOf(selection) === 0) return;
    dispatch({ do: "edit", change: (now) => edits.remove(now, selection), select: NOTHING });
  }
  function insert(text: string) {
    const fragment = fromText(text);
    if (fragment === undefined) return setNote(m.editor_paste_nothing());
    const pasted = edits.paste(document, fragment);
    dispatch({
      do: "edit",
      change: () => pasted.document,
      select: { ...NOTHING, nodes: new Set(pasted.ids), notes: new Set(pasted.noteIds) },
    });
    return setNote(m.editor_pasted({ count: String(pasted.ids.length + pasted.noteIds.length) }));
  }
  function copy() {
    if (isNothingToCopy) return;
    copied.current = toText(edits.copy(document, selection.nodes, selection.notes));
    // Without the clipboard's permission a copy still goes within this page.
    void navigator.clipboard.writeText(copied.current).catch(() => undefined);
    setNote(m.editor_copied({ count: String(selection.nodes.size + selection.notes.size) }));
  }
  const paste = async () => insert((await navigator.clipboard.readText().catch(() => "")) || copied.current);
  const duplicate = () => {
    if (!isNothingToCopy) insert(toText(edits.copy(document, selection.nodes, selection.notes)));
  };
  const idsOf = (items: { id: string }[]) => new Set(items.map(({ id }) => id));
  const everything = { ...NOTHING, nodes: idsOf(document.nodes), notes: idsOf(document.notes) };
  const selectAll = () => dispatch({ do: "select", selection: everything });
  const undo = () => dispatch({ do: "undo" });
  const redo = () => dispatch({ do: "redo" });
  useKeys({ undo, redo, remove, copy, paste: () => void paste(), duplicate, selectAll });

  // A trial is of the document as it was: another document begins another one.
  useEffect(() => {
    if (trail.nodeId !== undefined && !document.nodes.some(({ id }) => id === trail.nodeId)) setTrail(NOWHERE);
  }, [document.nodes, trail.nodeId]);

  const [chosenNode] = selection.nodes;
  const panes: { key: Pane; label: string }[] = [
    { key: "fields", label: m.workflow_edit() },
    { key: "steps", label: m.editor_view_list() },
    { key: "try", label: m.editor_try() },
  ];
  return (
    <div className="workflow-editor" role="group" aria-label={m.editor_label()}>
      <div className="flex flex-wrap items-center gap-2">
        <Menu
          label={m.editor_add()}
          items={KINDS.map((kind) => ({ key: kind, label: KIND_LABELS[kind](), hint: KIND_HINTS[kind]() }))}
          onChoose={(kind) => add(kind as Kind)}
        />
        <Tool label={m.editor_note_add()} onClick={() => addNote(null)} />
        <Tool label={m.editor_undo()} isOff={state.history.past.length === 0} onClick={undo} />
        <Tool label={m.editor_redo()} isOff={state.history.future.length === 0} onClick={redo} />
        <Tool label={m.editor_copy()} isOff={isNothingToCopy} onClick={copy} />
        <Tool label={m.editor_paste()} onClick={() => void paste()} />
        <Tool label={m.editor_arrange()} onClick={() => edit(arrange)} />
        <Tool label={m.editor_fit()} onClick={() => void flow.fitView({ duration: 0 })} />
        <Tool label={m.editor_zoom_in()} onClick={() => void flow.zoomIn({ duration: 0 })} />
        <Tool label={m.editor_zoom_out()} onClick={() => void flow.zoomOut({ duration: 0 })} />
        <p className="hint ml-auto" role="status" data-save={draft.state}>
          {note === "" ? SAVE_LABELS[draft.state]() : `${note} ${SAVE_LABELS[draft.state]()}`}
        </p>
        <button type="button" className="button button-small button-primary" onClick={() => setPublishing(true)}>
          {m.editor_publish()}
        </button>
      </div>
      {draft.meeting && (
        <div className="notice notice-warn flex flex-wrap items-center gap-3" role="alert">
          <p className="flex-1">{tellMeeting(draft.meeting)}</p>
          <button type="button" className="button button-small" onClick={draft.dismissMeeting}>
            {m.editor_close()}
          </button>
        </div>
      )}
      <div className="workflow-work">
        <div className="workflow-canvas">
          <Canvas
            {...{ document, selection }}
            faults={draft.faults}
            here={trail.nodeId}
            taken={trail.taken}
            onToggle={(change) => dispatch({ do: "toggle", change })}
            onMove={(positions, places) => edit((now) => notes.moveNotes(edits.move(now, positions), places))}
            onConnect={(from, to) => edit((now) => edits.connect(now, from, to))}
            onReconnect={(edgeId, to) => edit((now) => edits.reconnect(now, edgeId, to))}
          />
        </div>
        <div className="workflow-side grid content-start gap-4">
          <div className="workflow-panes" role="group" aria-label={m.editor_label()}>
            {panes.map(({ key, label }) => (
              <button
                key={key}
                type="button"
                aria-pressed={pane === key}
                className="button button-small"
                onClick={() => setPane(key)}
              >
                {label}
              </button>
            ))}
          </div>
          {pane === "fields" && (
            <Inspector
              {...{ document, selection, functions }}
              faults={draft.faults}
              refused={draft.refused}
              onNode={(id, change, field) => edit((now) => edits.changeNode(now, id, change), `${id} ${field}`)}
              onCondition={(id, text) => edit((now) => edits.changeCondition(now, id, text), `${id} condition`)}
              onNote={(id, text) => edit((now) => notes.changeNote(now, id, text, writer()), `note ${id}`)}
              onAttach={(id, nodeId) => edit((now) => notes.attachNote(now, id, nodeId))}
              onAddNote={addNote}
              onReconnect={(edgeId, to) => edit((now) => edits.reconnect(now, edgeId, to))}
              onConnect={(from, to) => edit((now) => edits.connect(now, from, to))}
              onAddAfter={(after, kind) => add(kind, after)}
              onWhole={(change, field) => edit((now) => ({ ...now, ...change }), `whole ${field}`)}
              onSelect={choose}
              onDuplicate={duplicate}
              onRemove={remove}
              onLeave={endStep}
            />
          )}
          {pane === "steps" && (
            <Steps document={document} faults={draft.faults} selected={chosenNode} onSelect={choose} />
          )}
          {pane === "try" && (
            <Try
              workflowId={workflow.id}
              document={document}
              hasFaults={draft.faults.length > 0}
              trail={trail}
              onTrail={setTrail}
              onBefore={draft.flush}
              hasDraft={() => draft.state !== "published"}
            />
          )}
        </div>
      </div>
      <Publish
        workflowId={workflow.id}
        isOpen={isPublishing}
        {...{ document, draft }}
        onClose={() => setPublishing(false)}
        onPublished={() => setNote(m.editor_published())}
      />
    </div>
  );
}

const tellMeeting = ({ who, conflicts }: { who: string | null; conflicts: number }) => {
  const name = who ?? m.editor_somebody();
  return conflicts === 0
    ? m.editor_merged({ who: name })
    : m.editor_merged_conflicts({ who: name, count: String(conflicts) });
};

type ToolProps = { label: string; isOff?: boolean; onClick: () => void };
const Tool = ({ label, isOff = false, onClick }: ToolProps) => (
  <button type="button" className="button button-small" disabled={isOff} onClick={onClick}>
    {label}
  </button>
);
