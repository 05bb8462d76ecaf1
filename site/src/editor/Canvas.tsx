import "@xyflow/react/dist/base.css";
import "./editor.css";
import {
  applyNodeChanges,
  Background,
  type Connection,
  type Edge as FlowEdge,
  type EdgeChange,
  Handle,
  MarkerType,
  MiniMap,
  type Node as FlowNode,
  type NodeChange,
  type NodeProps,
  Position as Side,
  ReactFlow,
  useStoreApi,
} from "@xyflow/react";
import { memo } from "preact/compat";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { WorkflowNode, WorkflowNote } from "../lib/api/types.ts";
import { m } from "../paraglide/messages.js";
import { type Document, isLast, NODE, type Position } from "../lib/workflows/document.ts";
import { NOTE, placeOf } from "../lib/workflows/notes.ts";
import { tellWriter } from "./Notes.tsx";
import { NOTHING, type Selection } from "./state.ts";
import { FAULTS, KIND_LABELS } from "../lib/workflows/words.ts";
import type { Draft } from "./use-draft.ts";

type CardData = { node: WorkflowNode; faults: number; isHere: boolean };
type Card = FlowNode<CardData, "card">;
type Slip = FlowNode<{ note: WorkflowNote; about: string | undefined }, "note">;
type Drawn = Card | Slip;
/** Nodes and notes have ids of their own: on the canvas they must not be the same. */
const SLIP = "note:";

/** What a node is about, in one line. */
function gist(node: WorkflowNode): string {
  switch (node.kind) {
    case "start":
      return node.firstMessage ?? "";
    case "conversation":
      return node.prompt;
    case "global":
      return node.when;
    case "apiRequest":
      return node.url ?? "";
    case "transfer":
      return node.number ?? "";
    default:
      return ("message" in node && node.message) || "";
  }
}

/** No edge leads to it. */
const isEntry = ({ kind }: WorkflowNode) => kind === "start" || kind === "global";

const CardNode = memo(function CardNode({ data: { node, faults, isHere } }: NodeProps<Card>) {
  return (
    <div
      className={`step-card step-${node.kind}`}
      data-faulty={faults > 0 || undefined}
      data-here={isHere || undefined}
    >
      {!isEntry(node) && <Handle type="target" position={Side.Top} />}
      <p className="step-kind">
        {KIND_LABELS[node.kind]()}
        {faults > 0 && (
          <span className="step-faults">
            {faults === 1 ? m.workflow_faults_one() : m.workflow_faults({ count: String(faults) })}
          </span>
        )}
      </p>
      <p className="step-name">{node.name}</p>
      <p className="step-gist">{gist(node)}</p>
      {!isLast(node) && <Handle type="source" position={Side.Bottom} />}
    </div>
  );
});

const SlipNode = memo(function SlipNode({ data: { note } }: NodeProps<Slip>) {
  return (
    <div className="note-slip">
      <p className="note-words">{note.text === "" ? m.editor_note_empty() : note.text}</p>
      <p className="note-writer">{tellWriter(note)}</p>
    </div>
  );
});

/** From so many nodes on a map of the drawing helps, and what is out of sight is not drawn. */
const MANY = 20;
const TOO_MANY = 250;

const NODE_TYPES = { card: CardNode, note: SlipNode };

type Props = {
  document: Document;
  selection: Selection;
  faults: Draft["faults"];
  /** Where a trial is, and the edges that it took. */
  here: string | undefined;
  taken: ReadonlySet<string>;
  /** A change of what is chosen. It is told what is chosen by then, which a drawing may not show yet. */
  onToggle: (change: (selection: Selection) => Selection) => void;
  /** Nodes, and notes, by their ids. */
  onMove: (positions: ReadonlyMap<string, Position>, notes: ReadonlyMap<string, Position>) => void;
  onConnect: (from: string, to: string) => void;
  onReconnect: (edgeId: string, to: string) => void;
};

/** The drawing. It shows the document, and says what a person does to it. */
export function Canvas({ document, selection, faults, here, taken, onToggle, onMove, onConnect, onReconnect }: Props) {
  const flow = useStoreApi();
  const [cards, setCards] = useState<Drawn[]>([]);
  const faultsAt = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { nodeId } of faults) if (nodeId !== null) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1);
    return counts;
  }, [faults]);
  useEffect(
    () =>
      setCards((before) => {
        const known = new Map(before.map((card) => [card.id, card]));
        return [
          ...document.nodes.map((node) =>
            toCard(node, { faults: faultsAt.get(node.id) ?? 0, isHere: node.id === here }, known.get(node.id)),
          ),
          ...document.notes.map((note) => toSlip(note, document.nodes, known.get(SLIP + note.id))),
        ];
      }),
    [document.nodes, document.notes, faultsAt, here],
  );
  // After the cards are there: what is chosen is known to the editor alone.
  useEffect(
    () =>
      setCards((before) =>
        before.map((card) => {
          const selected = card.type === "note" ? selection.notes.has(card.data.note.id) : selection.nodes.has(card.id);
          return card.selected === selected ? card : { ...card, selected };
        }),
      ),
    [selection.nodes, selection.notes, document.nodes, document.notes],
  );

  const ways = useMemo<FlowEdge[]>(() => {
    const faulty = new Map(faults.flatMap(({ edgeId, code }) => (edgeId === null ? [] : [[edgeId, code] as const])));
    const nameOf = new Map(document.nodes.map(({ id, name }) => [id, name]));
    return document.edges.map((edge) => {
      const fault = faulty.get(edge.id);
      return {
        id: edge.id,
        source: edge.from,
        target: edge.to,
        label: edge.condition === "" ? undefined : shorten(edge.condition),
        selected: selection.edges.has(edge.id),
        markerEnd: { type: MarkerType.ArrowClosed },
        className: [fault && "way-faulty", taken.has(edge.id) && "way-taken"].filter(Boolean).join(" "),
        ariaLabel: `${nameOf.get(edge.from) ?? ""} → ${nameOf.get(edge.to) ?? ""}${fault ? `. ${FAULTS[fault]()}` : ""}`,
      };
    });
  }, [document.edges, document.nodes, faults, selection.edges, taken]);

  /**
   * All else is left where one thing was clicked. React Flow says of each that it is left, but only of what it has drawn as
   * chosen: what the editor chose a moment ago it may not have drawn yet.
   */
  function choose(chosen: { selected: boolean }[], change: (before: Selection) => Partial<Selection>) {
    if (chosen.length === 0) return;
    const isAlone = chosen.some(({ selected }) => selected) && !flow.getState().multiSelectionActive;
    onToggle((before) => {
      const kept = isAlone ? NOTHING : before;
      return { ...kept, ...change(kept) };
    });
  }

  function changeCards(changes: NodeChange<Drawn>[]) {
    setCards((before) => applyNodeChanges(changes, before));
    const chosen = changes.filter((change) => change.type === "select");
    const isSlip = ({ id }: { id: string }) => id.startsWith(SLIP);
    const noteOf = <Change extends { id: string }>(change: Change) => ({ ...change, id: change.id.slice(SLIP.length) });
    choose(chosen, ({ nodes, notes }) => ({
      nodes: toggled(
        nodes,
        chosen.filter((change) => !isSlip(change)),
      ),
      notes: toggled(notes, chosen.filter(isSlip).map(noteOf)),
    }));
    // What is dragged comes to rest; arrow keys move at once.
    const moved = changes.flatMap((change) =>
      change.type === "position" && change.dragging !== true && change.position !== undefined
        ? [{ id: change.id, position: change.position }]
        : [],
    );
    if (moved.length === 0) return;
    const places = (list: typeof moved) => new Map(list.map(({ id, position }) => [id, position]));
    onMove(places(moved.filter((change) => !isSlip(change))), places(moved.filter(isSlip).map(noteOf)));
  }

  function changeWays(changes: EdgeChange[]) {
    const chosen = changes.filter((change) => change.type === "select");
    choose(chosen, ({ edges }) => ({ edges: toggled(edges, chosen) }));
  }

  const connect = ({ source, target }: Connection) => onConnect(source, target);
  return (
    <ReactFlow
      nodes={cards}
      edges={ways}
      nodeTypes={NODE_TYPES}
      onNodesChange={changeCards}
      onEdgesChange={changeWays}
      onConnect={connect}
      onReconnect={(edge, { target }) => onReconnect(edge.id, target)}
      // Deleting and undoing are the editor's own: they are steps of its history.
      deleteKeyCode={null}
      multiSelectionKeyCode={["Shift", "Meta", "Control"]}
      selectionKeyCode={null}
      onlyRenderVisibleElements={document.nodes.length > TOO_MANY}
      fitView
      minZoom={0.1}
      maxZoom={2}
      proOptions={{ hideAttribution: true }}
      aria-label={m.editor_canvas()}
    >
      <Background gap={24} />
      {document.nodes.length > MANY && <MiniMap pannable zoomable ariaLabel={m.editor_fit()} />}
    </ReactFlow>
  );
}

/** The same object where nothing differs, so that one change does not draw five hundred nodes. */
function toCard(node: WorkflowNode, told: Omit<CardData, "node">, drawn: Drawn | undefined): Card {
  const before = drawn?.type === "card" ? drawn : undefined;
  const data = before?.data;
  if (before !== undefined && data?.node === node && data.faults === told.faults && data.isHere === told.isHere)
    return before;
  return {
    ...before,
    id: node.id,
    type: "card",
    position: node.position,
    data: { node, ...told },
    ariaLabel: [KIND_LABELS[node.kind](), node.name].join(" : "),
    width: NODE.width,
    height: NODE.height,
    handles: handlesOf(node),
  };
}

/** The width and height of a handle in editor.css. */
const HANDLE = 14;
const atHandle = (y: number) => ({ x: (NODE.width - HANDLE) / 2, y: y - HANDLE / 2, width: HANDLE, height: HANDLE });
const ENTRY = { type: "target", position: Side.Top, ...atHandle(0) } as const;
const EXIT = { type: "source", position: Side.Bottom, ...atHandle(NODE.height) } as const;

/**
 * Where edges begin and end. React Flow measures it otherwise, and draws no edge of a node whose measure it missed: one
 * that an undo took away and a redo brought back at once.
 */
const handlesOf = (node: WorkflowNode) => [...(isEntry(node) ? [] : [ENTRY]), ...(isLast(node) ? [] : [EXIT])];

function toSlip(note: WorkflowNote, nodes: WorkflowNode[], drawn: Drawn | undefined): Slip {
  const before = drawn?.type === "note" ? drawn : undefined;
  const { x, y } = placeOf({ nodes }, note);
  const about = nodes.find(({ id }) => id === note.nodeId)?.name;
  const { data, position } = before ?? {};
  if (before !== undefined && data?.note === note && data.about === about && position?.x === x && position.y === y)
    return before;
  return {
    ...before,
    id: SLIP + note.id,
    type: "note",
    position: { x, y },
    data: { note, about },
    connectable: false,
    ariaLabel: [m.editor_note(), about, note.text].filter(Boolean).join(" : "),
    initialWidth: NOTE.width,
    initialHeight: NOTE.height,
  };
}

function toggled(before: ReadonlySet<string>, changes: { id: string; selected: boolean }[]): Set<string> {
  const after = new Set(before);
  for (const { id, selected } of changes) {
    if (selected) after.add(id);
    else after.delete(id);
  }
  return after;
}

const LONGEST_LABEL = 28;
const shorten = (text: string) => (text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL)}…` : text);
