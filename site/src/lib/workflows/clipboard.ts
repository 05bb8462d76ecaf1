import type { WorkflowEdge, WorkflowNode, WorkflowNote } from "../api/types.ts";
import { emptyNode, type Fragment, KINDS, type Kind } from "./document.ts";

/** How a copy says what it is, so that any other text on the clipboard is left alone. */
const FORMAT = "allokoli/workflow/1";

/** A fragment as text, to be pasted into any workflow, and read by a person. */
export const toText = (fragment: Fragment): string => JSON.stringify({ format: FORMAT, ...fragment }, null, 2);

/** The fragment in a text; undefined when it is none. What a text says more than a node has is left out. */
export function fromText(text: string): Fragment | undefined {
  const said = parse(text);
  if (!isRecord(said) || said["format"] !== FORMAT) return undefined;
  const nodes = listIn(said, "nodes").flatMap((node) => readNode(node) ?? []);
  const notes = listIn(said, "notes").flatMap((note) => readNote(note) ?? []);
  return nodes.length + notes.length === 0
    ? undefined
    : { nodes, notes, edges: listIn(said, "edges").flatMap((edge) => readEdge(edge) ?? []) };
}

function readNode(value: unknown): WorkflowNode | undefined {
  if (!isRecord(value) || !isKind(value["kind"])) return undefined;
  const { id, name, position } = value;
  if (typeof id !== "string" || typeof name !== "string" || !isRecord(position)) return undefined;
  const { x, y } = position;
  if (typeof x !== "number" || typeof y !== "number") return undefined;
  const empty = emptyNode(value["kind"], { id, name, position: { x, y } });
  const given = Object.entries(empty).map(([field, value_]) => [field, sameType(value_, value[field])] as const);
  // The API checks the values, as it does of whatever anybody sends.
  const node: WorkflowNode = Object.assign(empty, Object.fromEntries(given));
  if ("variables" in node) node.variables = node.variables.filter(isVariable);
  return node;
}

const isVariable = (value: unknown) =>
  isRecord(value) && ["name", "type", "description"].every((field) => typeof value[field] === "string");

/** What was given, where it is of the kind of thing that stands in its place; null may become a text. */
function sameType(empty: unknown, given: unknown): unknown {
  if (given === undefined || (empty === null && typeof given !== "string" && !isRecord(given))) return empty;
  if (empty !== null && typeof empty !== typeof given) return empty;
  return Array.isArray(empty) === Array.isArray(given) ? given : empty;
}

function readEdge(value: unknown): WorkflowEdge | undefined {
  if (!isRecord(value)) return undefined;
  const { id, from, to, condition } = value;
  if (typeof id !== "string" || typeof from !== "string" || typeof to !== "string") return undefined;
  return { id, from, to, condition: typeof condition === "string" ? condition : "" };
}

function readNote(value: unknown): WorkflowNote | undefined {
  if (!isRecord(value) || !isRecord(value["position"])) return undefined;
  const { id, nodeId, text, author, at, position } = value;
  const { x, y } = position;
  if (typeof id !== "string" || typeof text !== "string" || typeof x !== "number" || typeof y !== "number")
    return undefined;
  return {
    id,
    text,
    position: { x, y },
    nodeId: typeof nodeId === "string" ? nodeId : null,
    author: typeof author === "string" ? author : "",
    at: typeof at === "string" ? at : null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value);

function listIn(value: Record<string, unknown>, name: string): unknown[] {
  const list = value[name];
  return Array.isArray(list) ? list : [];
}
