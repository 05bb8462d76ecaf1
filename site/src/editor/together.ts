import { differences, mergeThree, type Pieces } from "../lib/merge.ts";
import type { WorkflowEdge, WorkflowNode, WorkflowNote } from "../lib/api/types.ts";
import type { Document } from "../lib/workflows/document.ts";
import { placeOf } from "../lib/workflows/notes.ts";

/** A document in the pieces that two people may change without meeting: each node, edge and note, the rest by name. */
function piecesOf({ name, prompt, inputs, nodes, edges, notes }: Document): Pieces {
  return {
    name,
    prompt,
    inputs,
    ...Object.fromEntries(nodes.map((node) => [`node ${node.id}`, node])),
    ...Object.fromEntries(edges.map((edge) => [`edge ${edge.id}`, edge])),
    ...Object.fromEntries(notes.map((note) => [`note ${note.id}`, note])),
  };
}

/** The pieces as a document, in the order of `like`; what is new comes behind. */
function documentOf(pieces: Pieces, like: Document): Document {
  const listed = <Item extends { id: string }>(kind: string, items: Item[]): Item[] => {
    const known = items.flatMap(({ id }) => (pieces[`${kind} ${id}`] as Item | undefined) ?? []);
    const ids = new Set(items.map(({ id }) => id));
    const others = Object.entries(pieces).flatMap(([key, piece]) => {
      const item = key.startsWith(`${kind} `) ? (piece as Item) : undefined;
      return item !== undefined && !ids.has(item.id) ? [item] : [];
    });
    return [...known, ...others];
  };
  const nodes = listed<WorkflowNode>("node", like.nodes);
  const there = new Set(nodes.map(({ id }) => id));
  return {
    // Each piece was made above from the field of its name.
    name: pieces["name"] as string,
    prompt: pieces["prompt"] as string,
    inputs: pieces["inputs"] as string[],
    nodes,
    // An edge of mine to a node that they took away leads nowhere.
    edges: listed<WorkflowEdge>("edge", like.edges).filter(({ from, to }) => there.has(from) && there.has(to)),
    // Words about a node that they took away are kept where they stood.
    notes: listed<WorkflowNote>("note", like.notes).map((note) =>
      note.nodeId === null || there.has(note.nodeId) ? note : { ...note, nodeId: null, position: placeOf(like, note) },
    ),
  };
}

export type Together = {
  document: Document;
  /** What both changed, each in another way; mine is in the document. */
  conflicts: number;
};

/** Two people's work on one draft, put together. `base` is what both began with. */
export function together(base: Document, mine: Document, theirs: Document): Together {
  const { pieces, conflicts } = mergeThree(piecesOf(base), piecesOf(mine), piecesOf(theirs));
  return { document: documentOf(pieces, mine), conflicts: conflicts.length };
}

export const isSameDocument = (one: Document, other: Document) =>
  differences(piecesOf(one), piecesOf(other)).length === 0;

export type Difference = {
  what: "node" | "edge" | "note" | "name" | "prompt" | "inputs";
  how: "added" | "removed" | "changed";
  name: string;
};

/** What a draft would change of what is published, for a person to read; what only moved is nothing to them. */
export function differencesOf(published: Document, draft: Document): Difference[] {
  const [before, after] = [piecesOf(withoutPlaces(published)), piecesOf(withoutPlaces(draft))];
  return differences(before, after).map((piece) => {
    const how = before[piece] === undefined ? "added" : after[piece] === undefined ? "removed" : "changed";
    const side = how === "removed" ? published : draft;
    const [what = "", id = ""] = piece.split(" ");
    if (what === "node") return { what, how, name: side.nodes.find((node) => node.id === id)?.name ?? "" };
    if (what === "note") return { what, how, name: side.notes.find((note) => note.id === id)?.text ?? "" };
    if (what === "edge") return { what, how, name: edgeName(side, id) };
    return { what: what as "name" | "prompt" | "inputs", how, name: "" };
  });
}

const withoutPlaces = (document: Document): Document => ({
  ...document,
  nodes: document.nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })),
  notes: document.notes.map((note) => ({ ...note, position: { x: 0, y: 0 } })),
});

/** « Accueil → Rendez-vous » */
export function edgeName({ nodes, edges }: Pick<Document, "nodes" | "edges">, id: string): string {
  const edge = edges.find((one) => one.id === id);
  const nameOf = (nodeId: string | undefined) => nodes.find((node) => node.id === nodeId)?.name ?? "";
  return `${nameOf(edge?.from)} → ${nameOf(edge?.to)}`;
}
