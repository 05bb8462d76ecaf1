import type { Document } from "../lib/workflows/document.ts";
import * as past from "./history.ts";

export type Selection = { nodes: ReadonlySet<string>; edges: ReadonlySet<string> };

export const NOTHING: Selection = { nodes: new Set(), edges: new Set() };
export const onlyNode = (id: string): Selection => ({ nodes: new Set([id]), edges: new Set() });
export const onlyEdge = (id: string): Selection => ({ nodes: new Set(), edges: new Set([id]) });

export type EditorState = { history: past.History<Document>; selection: Selection };

export type Action =
  /** A change; `step` names what is one step with what was done just before. */
  | { do: "edit"; change: (document: Document) => Document; step?: string; select?: Selection }
  | { do: "undo" | "redo" | "end-step" }
  | { do: "select"; selection: Selection };

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
  }
}

/** Nothing is chosen that is not there. */
function tidy({ history, selection }: EditorState): EditorState {
  const { nodes, edges } = history.present;
  const keep = (chosen: ReadonlySet<string>, items: readonly { id: string }[]) => {
    const left = items.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
    return left.length === chosen.size ? chosen : new Set(left);
  };
  const [keptNodes, keptEdges] = [keep(selection.nodes, nodes), keep(selection.edges, edges)];
  const isSame = keptNodes === selection.nodes && keptEdges === selection.edges;
  return { history, selection: isSame ? selection : { nodes: keptNodes, edges: keptEdges } };
}
