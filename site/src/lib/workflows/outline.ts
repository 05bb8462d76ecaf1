import type { WorkflowNode } from "../api/types.ts";
import { addNode, changeCondition, changeNode, connect, type Document, type Kind, KINDS, remove } from "./document.ts";
import { addNote, attachNote, changeNote, type Writer } from "./notes.ts";
import { KIND_LABELS } from "./words.ts";
import { textIn, textOf } from "../form.ts";

/** A document with what a form of its outline says: the same steps as the editor's, without its script. */
export function withPosted(document: Document, form: FormData, writer: Writer): Document {
  const [intent = "", id = ""] = textIn(form, "intent").split(":");
  switch (intent) {
    case "save":
      return saveStep(document, textIn(form, "node"), form);
    case "whole":
      return { ...document, name: textIn(form, "name"), prompt: textOf(form, "prompt") };
    case "add": {
      const kind = KINDS.find((one) => one === textIn(form, "kind")) ?? "conversation";
      const after = textIn(form, "after") || undefined;
      return addNode(document, { kind, name: textIn(form, "name") || KIND_LABELS[kind](), after }).document;
    }
    case "connect":
      return connect(saveStep(document, textIn(form, "node"), form), textIn(form, "node"), textIn(form, "to"));
    case "remove-way":
      return remove(document, { nodes: new Set(), edges: new Set([id]) });
    case "remove":
      return remove(document, { nodes: new Set([textIn(form, "node")]), edges: new Set() });
    case "save-note": {
      const text = textOf(form, "text").trim();
      const known = document.notes.find((note) => note.id === id);
      const written = known?.text === text ? document : changeNote(document, id, text, writer);
      return attachNote(written, id, textIn(form, "about") || null);
    }
    case "add-note": {
      const added = addNote(document, { nodeId: textIn(form, "about") || null, ...writer });
      return changeNote(added.document, added.id, textOf(form, "text").trim(), writer);
    }
    case "remove-note":
      return remove(document, { nodes: new Set(), edges: new Set(), notes: new Set([id]) });
    default:
      return document;
  }
}

function saveStep(document: Document, id: string, form: FormData): Document {
  const node = document.nodes.find((one) => one.id === id);
  if (node === undefined) return document;
  const ways = document.edges.filter(({ from }) => from === id);
  return ways.reduce(
    (saved, edge) =>
      form.has(`way.${edge.id}`) ? changeCondition(saved, edge.id, textOf(form, `way.${edge.id}`)) : saved,
    changeNode(document, id, readFields(node, form)),
  );
}

/** The fields of each kind that the outline has; the others stay as they are. */
export const OUTLINE_FIELDS: Record<Kind, readonly string[]> = {
  start: ["firstMessage"],
  conversation: ["prompt"],
  global: ["when", "prompt"],
  function: ["functionId", "prompt", "message"],
  apiRequest: ["url", "description", "prompt", "message"],
  transfer: ["number", "message"],
  end: ["message"],
};

/** Empty is nothing where nothing may be. */
const NULLABLE = new Set(["firstMessage", "functionId", "message", "url", "number"]);

function readFields(node: WorkflowNode, form: FormData): Partial<WorkflowNode> {
  const given = OUTLINE_FIELDS[node.kind].map((field) => {
    const text = textOf(form, field);
    return [field, text === "" && NULLABLE.has(field) ? null : text] as const;
  });
  return { name: textIn(form, "name"), ...Object.fromEntries(given) };
}
