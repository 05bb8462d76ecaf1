import type { WorkflowNote } from "../api/types.ts";
import { type Added, type Document, freeId, MAX_NOTES, NODE, type Position } from "./document.ts";

/** The size of a note on the canvas, which shows its beginning. */
export const NOTE = { width: 200, height: 96 } as const;

/** Who writes, and when. */
export type Writer = { author: string; at: string };

const nodeOf = ({ nodes }: Pick<Document, "nodes">, { nodeId }: WorkflowNote) =>
  nodeId === null ? undefined : nodes.find(({ id }) => id === nodeId);

/** Where a note stands on the canvas: a note about a node goes where the node goes. */
export function placeOf(document: Pick<Document, "nodes">, note: WorkflowNote): Position {
  const node = nodeOf(document, note);
  return { x: note.position.x + (node?.position.x ?? 0), y: note.position.y + (node?.position.y ?? 0) };
}

/** An empty note: beside the node that it is about, or left of the drawing. Unchanged where there are as many as may be. */
export function addNote(document: Document, { nodeId, ...writer }: Writer & { nodeId: string | null }): Added {
  const { notes, nodes } = document;
  if (notes.length >= MAX_NOTES) return { document, id: "" };
  const beside = notes.filter((note) => note.nodeId === nodeId).length;
  const down = beside * (NOTE.height + NODE.gap / 4);
  const left = Math.min(...nodes.map(({ position }) => position.x), 0) - NOTE.width - NODE.gap;
  const position = { x: nodeId === null ? left : NODE.width + NODE.gap / 2, y: down };
  const id = freeId(new Set(notes.map((note) => note.id)), "k");
  return { document: { ...document, notes: [...notes, { id, nodeId, position, text: "", ...writer }] }, id };
}

/** A note with another text, by who wrote it. */
export const changeNote = (document: Document, id: string, text: string, writer: Writer): Document => ({
  ...document,
  notes: document.notes.map((note) => (note.id === id ? { ...note, text, ...writer } : note)),
});

/** A note about another node, or about none; it stays where it is. */
export const attachNote = (document: Document, id: string, nodeId: string | null): Document => ({
  ...document,
  notes: document.notes.map((note) => {
    if (note.id !== id || note.nodeId === nodeId) return note;
    const at = placeOf(document, note);
    const node = nodeOf(document, { ...note, nodeId });
    return { ...note, nodeId, position: { x: at.x - (node?.position.x ?? 0), y: at.y - (node?.position.y ?? 0) } };
  }),
});

/** Notes elsewhere on the canvas, on whole units. */
export function moveNotes(document: Document, places: ReadonlyMap<string, Position>): Document {
  const notes = document.notes.map((note) => {
    const to = places.get(note.id);
    if (to === undefined) return note;
    const node = nodeOf(document, note);
    const [x, y] = [Math.round(to.x - (node?.position.x ?? 0)), Math.round(to.y - (node?.position.y ?? 0))];
    return x === note.position.x && y === note.position.y ? note : { ...note, position: { x, y } };
  });
  return notes.every((note, index) => note === document.notes[index]) ? document : { ...document, notes };
}

/** The notes about a node, or those about none that is there. */
export const notesAt = ({ notes, nodes }: Document, nodeId: string | null): WorkflowNote[] => {
  const known = new Set(nodes.map(({ id }) => id));
  return notes.filter((note) => (note.nodeId !== null && known.has(note.nodeId) ? note.nodeId : null) === nodeId);
};
