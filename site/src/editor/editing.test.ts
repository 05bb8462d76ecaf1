import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromText, toText } from "../lib/workflows/clipboard.ts";
import * as edit from "../lib/workflows/document.ts";
import { type Document, KINDS } from "../lib/workflows/document.ts";
import { addNote, attachNote, changeNote, moveNotes, notesAt, placeOf } from "../lib/workflows/notes.ts";
import { arrange } from "./arrange.ts";
import { begin, endStep, record, redo, undo } from "./history.ts";
import { beginWith, NOTHING, onlyNote, reduce } from "./state.ts";
import { differencesOf, isSameDocument, together } from "./together.ts";

const EMPTY: Document = {
  name: "Accueil",
  prompt: "",
  inputs: [],
  nodes: [edit.emptyNode("start", { id: "debut", name: "Début", position: { x: 0, y: 0 } })],
  edges: [],
  notes: [],
};
const CAMILLE = { author: "Camille", at: "2026-11-23T08:00:00.000Z" };

/** A random edit of whatever there is. */
type Edit = { what: number; a: number; b: number; text: string };
const anEdit = fc.record({ what: fc.nat(10), a: fc.nat(50), b: fc.nat(50), text: fc.string({ maxLength: 8 }) });

function apply(document: Document, { what, a, b, text }: Edit): Document {
  const { nodes, edges, notes } = document;
  const note = notes[a % Math.max(1, notes.length)];
  const node = nodes[a % Math.max(1, nodes.length)];
  const other = nodes[b % Math.max(1, nodes.length)];
  const edge = edges[a % Math.max(1, edges.length)];
  switch (what) {
    case 0:
      return edit.addNode(document, { kind: KINDS[b % 6] ?? "end", name: "Étape", after: node?.id }).document;
    case 1:
      return node && other ? edit.connect(document, node.id, other.id) : document;
    case 2:
      return edit.remove(document, { nodes: new Set(node ? [node.id] : []), edges: new Set() });
    case 3:
      return node ? edit.changeNode(document, node.id, { name: text }) : document;
    case 4:
      return edge ? edit.changeCondition(document, edge.id, text) : document;
    case 5:
      return node ? edit.move(document, new Map([[node.id, { x: a, y: b }]])) : document;
    case 6:
      return addNote(document, { nodeId: a % 2 === 0 ? (node?.id ?? null) : null, ...CAMILLE }).document;
    case 7:
      return note ? changeNote(document, note.id, text, CAMILLE) : document;
    case 8:
      return note
        ? moveNotes(attachNote(document, note.id, node?.id ?? null), new Map([[note.id, { x: a, y: b }]]))
        : document;
    case 9:
      return note ? edit.remove(document, { nodes: new Set(), edges: new Set(), notes: new Set([note.id]) }) : document;
    default:
      return edit.paste(document, edit.copy(document, new Set(nodes.slice(0, 3).map(({ id }) => id)))).document;
  }
}
const edited = (edits: Edit[], from = EMPTY) => edits.reduce(apply, from);

describe("the history of an editor", () => {
  it("undone to the beginning and redone to the end is the same, whatever was done", () => {
    fc.assert(
      fc.property(fc.array(anEdit, { maxLength: 40 }), (edits) => {
        let history = begin(EMPTY);
        for (const one of edits) history = record(history, apply(history.present, one));
        const end = JSON.stringify(history.present);
        const steps = history.past.length;
        for (let step = 0; step < steps; step++) history = undo(history);
        expect(JSON.stringify(history.present)).toBe(JSON.stringify(EMPTY));
        for (let step = 0; step < steps; step++) history = redo(history);
        expect(JSON.stringify(history.present)).toBe(end);
      }),
    );
  });

  it("takes what is typed into one field as one step, until it is left", () => {
    const type = (from: ReturnType<typeof begin<string>>, text: string) => record(from, text, "name");
    let history = type(type(begin("A"), "Ac"), "Acc");
    expect(undo(history).present).toBe("A");
    history = type(endStep(history), "Accu");
    expect(undo(history).present).toBe("Acc");
    expect(record(history, history.present)).toBe(history);
  });
});

describe("a document", () => {
  it("never has an id or a name twice, nor an edge to nowhere, whatever was done", () => {
    fc.assert(
      fc.property(fc.array(anEdit, { maxLength: 40 }), (edits) => {
        const { nodes, edges, notes } = edited(edits.filter(({ what }) => what !== 3));
        const ids = nodes.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
        expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
        expect(new Set(notes.map(({ id }) => id)).size).toBe(notes.length);
        for (const { nodeId } of notes) expect(nodeId === null || ids.includes(nodeId)).toBe(true);
        for (const { from, to } of edges) expect([ids.includes(from), ids.includes(to)]).toEqual([true, true]);
      }),
    );
  });

  it("is arranged so that no two nodes are on one another", () => {
    fc.assert(
      fc.property(fc.array(anEdit, { minLength: 5, maxLength: 40 }), (edits) => {
        const { nodes } = arrange(edited(edits));
        for (const [index, { position: a }] of nodes.entries())
          for (const { position: b } of nodes.slice(index + 1))
            expect(Math.abs(a.x - b.x) >= edit.NODE.width - 1 || Math.abs(a.y - b.y) >= edit.NODE.height - 1).toBe(
              true,
            );
      }),
      { numRuns: 30 },
    );
  });

  it("goes through the clipboard as text, and no other text is taken for one", () => {
    fc.assert(
      fc.property(fc.array(anEdit, { maxLength: 20 }), (edits) => {
        const document = edited(edits);
        const notes = new Set(document.notes.map(({ id }) => id));
        const all = edit.copy(document, new Set(document.nodes.map(({ id }) => id)), notes);
        if (all.nodes.length > 0) expect(fromText(toText(all))).toEqual(all);
      }),
    );
    expect(["", "{}", "bonjour", '{"format":"allokoli/workflow/1","nodes":[{"kind":"x"}]}'].map(fromText)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    const odd =
      '{"format":"allokoli/workflow/1","nodes":[{"kind":"end","id":"a","name":"Fin","position":{"x":1,"y":2},"message":{"a":1},"more":1}]}';
    expect(fromText(odd)?.nodes).toHaveLength(1);
    const variables = [null, { name: 1 }, { name: "nom", type: "string", description: "Le nom" }];
    const node = { kind: "conversation", id: "a", name: "A", position: { x: 0, y: 0 }, prompt: "", variables };
    expect(fromText(JSON.stringify({ format: "allokoli/workflow/1", nodes: [node] }))?.nodes).toMatchObject([
      { variables: [{ name: "nom" }] },
    ]);
  });

  it("has notes that go where their step goes, with it, and stay where they are when they are about another", () => {
    const step = edit.addNode(EMPTY, { kind: "conversation", name: "Accueil", after: "debut" });
    const noted = addNote(step.document, { nodeId: step.id, ...CAMILLE });
    const at = (document: Document) => document.notes.map((note) => placeOf(document, note));
    const [before] = at(noted.document);
    const moved = edit.move(noted.document, new Map([[step.id, { x: 500, y: 700 }]]));
    const dx = 500 - (step.document.nodes[1]?.position.x ?? 0);
    expect(at(moved)[0]?.x).toBe((before?.x ?? 0) + dx);
    expect(at(attachNote(moved, noted.id, "debut"))).toEqual(at(moved));
    expect(at(attachNote(moved, noted.id, null))).toEqual(at(moved));
    expect(at(moveNotes(moved, new Map([[noted.id, { x: 3.4, y: 9 }]])))).toEqual([{ x: 3, y: 9 }]);
    const pasted = edit.paste(moved, edit.copy(moved, new Set([step.id])));
    expect(notesAt(pasted.document, pasted.ids[0] ?? "")).toMatchObject([{ author: "Camille" }]);
    const gone = edit.remove(moved, { nodes: new Set([step.id]), edges: new Set() });
    expect(gone.notes).toEqual([]);
  });

  it("reads in the order of a call", () => {
    const first = edit.addNode(EMPTY, { kind: "conversation", name: "Accueil", after: "debut" });
    const second = edit.addNode(first.document, { kind: "end", name: "Fin", after: first.id });
    const lone = edit.addNode(second.document, { kind: "transfer", name: "Seul" });
    expect(edit.inOrder(lone.document).map(({ name }) => name)).toEqual(["Début", "Accueil", "Fin", "Seul"]);
  });
});

describe("two people's work on one draft", () => {
  const base = edit.addNode(EMPTY, { kind: "conversation", name: "Accueil", after: "debut" });

  it("is put together without a question where they changed different things", () => {
    const mine = edit.changeNode(base.document, base.id, { name: "Standard" });
    const theirs = edit.addNode(base.document, { kind: "end", name: "Fin", after: base.id }).document;
    const { document, conflicts } = together(base.document, mine, theirs);
    expect(conflicts).toBe(0);
    expect(document.nodes.map(({ name }) => name)).toEqual(["Début", "Standard", "Fin"]);
    expect(document.edges).toHaveLength(2);
  });

  it("keeps the steps that both added at the same moment", () => {
    const mine = edit.addNode(base.document, { kind: "end", name: "Fin", after: base.id }).document;
    const theirs = edit.addNode(base.document, { kind: "transfer", name: "Urgence", after: base.id }).document;
    const { document, conflicts } = together(base.document, mine, theirs);
    expect([conflicts, document.nodes.length, document.edges.length]).toEqual([0, 4, 3]);
  });

  it("keeps my words about a step that they took away, where they stood", () => {
    const mine = addNote(base.document, { nodeId: base.id, ...CAMILLE });
    const theirs = edit.remove(base.document, { nodes: new Set([base.id]), edges: new Set() });
    const { document } = together(base.document, mine.document, theirs);
    expect(document.nodes.map(({ name }) => name)).toEqual(["Début"]);
    const [note] = mine.document.notes;
    expect(document.notes).toEqual([{ ...note, nodeId: null, position: note && placeOf(mine.document, note) }]);
  });

  it("says where they changed the same, and keeps mine", () => {
    const mine = edit.changeNode(base.document, base.id, { name: "Standard" });
    const theirs = edit.changeNode(base.document, base.id, { name: "Secrétariat" });
    const { document, conflicts } = together(base.document, mine, theirs);
    expect([conflicts, document.nodes[1]?.name]).toEqual([1, "Standard"]);
  });

  it("loses nothing that only one of them did", () => {
    fc.assert(
      fc.property(fc.array(anEdit, { maxLength: 15 }), fc.array(anEdit, { maxLength: 15 }), (before, edits) => {
        const start = edited(before);
        const mine = edited(edits, start);
        expect(isSameDocument(together(start, mine, start).document, mine)).toBe(true);
        expect(isSameDocument(together(start, start, mine).document, mine)).toBe(true);
      }),
    );
  });

  it("is told in words: what came, went and changed, but not what only moved", () => {
    const moved = edit.move(base.document, new Map([[base.id, { x: 9, y: 9 }]]));
    expect(differencesOf(base.document, moved)).toEqual([]);
    const written = addNote(moved, { nodeId: null, ...CAMILLE });
    expect(differencesOf(moved, changeNote(written.document, written.id, "À relire", CAMILLE))).toEqual([
      { what: "note", how: "added", name: "À relire" },
    ]);
    const { document } = edit.addNode(moved, { kind: "end", name: "Fin", after: base.id });
    expect(differencesOf(base.document, { ...document, prompt: "Sois brève." })).toEqual([
      { what: "prompt", how: "changed", name: "" },
      { what: "node", how: "added", name: "Fin" },
      { what: "edge", how: "added", name: "Accueil → Fin" },
    ]);
  });
});

describe("what is chosen", () => {
  it("is changed over what is chosen by then: a note that was left stays left when the step is chosen", () => {
    const chosen = reduce(beginWith(EMPTY), { do: "select", selection: onlyNote("note") });
    // The drawing says both before it is drawn again.
    const left = reduce(chosen, { do: "toggle", change: (now) => ({ ...now, notes: new Set() }) });
    const { selection } = reduce(left, { do: "toggle", change: (now) => ({ ...now, nodes: new Set(["debut"]) }) });
    expect(selection).toEqual({ ...NOTHING, nodes: new Set(["debut"]) });
  });
});
