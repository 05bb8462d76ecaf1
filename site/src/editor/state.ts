import type { Document } from "../lib/workflows/document.ts";
import * as past from "./history.ts";

export type Selection = { nodes: ReadonlySet<string>; edges: ReadonlySet<string>; notes: ReadonlySet<string> };

export const NOTHING: Selection = { nodes: new Set(), edges: new Set(), notes: new Set() };
export const onlyNode = (id: string): Selection => ({ ...NOTHING, nodes: new Set([id]) });
export const onlyEdge = (id: string): Selection => ({ ...NOTHING, edges: new Set([id]) });
export const onlyNote = (id: string): Selection => ({ ...NOTHING, notes: new Set([id]) });
export const countOf = ({ nodes, edges, notes }: Selection) => nodes.size + edges.size + notes.size;

export type EditorState = { history: past.History<Document>; selection: Selection };

export type Action =
  /** A change; `step` names what is one step with what was done just before. */
  | { do: "edit"; change: (document: Document) => Document; step?: string; select?: Selection }
  | { do: "undo" | "redo" | "end-step" }
  | { do: "select"; selection: Selection }
  /** What was chosen and left, over what is chosen now: several of them may come before the next drawing. */
  | { do: "toggle"; change: (selection: Selection) => Selection };

export const beginWith = (document: Document): EditorState => ({
  history: past.begin(document),
  selection: NOTHING,
});

/** The editor after an action. Choosing something is no step. */
export function reduce(state: EditorState, action: Action): EditorState {
  switch (action.do) {
    case "edit": {
      const history = past.record(state.history, action.change(state.history.present), action.step);
      return tidy({ history, selection: action.select ?? state.selection });
    }
    case "undo":
      return tidy({ ...state, history: past.undo(state.history) });
    case "redo":
      return tidy({ ...state, history: past.redo(state.history) });
    case "end-step":
      return { ...state, history: past.endStep(state.history) };
    case "select":
      return { ...state, selection: action.selection };
    case "toggle":
      return { ...state, selection: action.change(state.selection) };
  }
}

/** Nothing is chosen that is not there. */
function tidy({ history, selection }: EditorState): EditorState {
  const { nodes, edges, notes } = history.present;
  const keep = (chosen: ReadonlySet<string>, items: readonly { id: string }[]) => {
    const left = items.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
    return left.length === chosen.size ? chosen : new Set(left);
  };
  const kept = {
    nodes: keep(selection.nodes, nodes),
    edges: keep(selection.edges, edges),
    notes: keep(selection.notes, notes),
  };
  const isSame = kept.nodes === selection.nodes && kept.edges === selection.edges && kept.notes === selection.notes;
  return { history, selection: isSame ? selection : kept };
}
