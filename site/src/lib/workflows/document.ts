import type { WorkflowEdge, WorkflowNode, WorkflowNote } from "../api/types.ts";

export type Kind = WorkflowNode["kind"];
export type NodeOf<K extends Kind> = Extract<WorkflowNode, { kind: K }>;
export type Variable = NodeOf<"conversation">["variables"][number];
export type Position = { x: number; y: number };

/** What the editor edits: a workflow without the settings of its voice, which have a form. */
export type Document = {
  name: string;
  prompt: string;
  inputs: string[];
  nodes: WorkflowNode[];
  edges: WorkflowEdge[];
  /** What people write to each other in the drawing. */
  notes: WorkflowNote[];
};

/** What may be on the clipboard: some nodes, the edges between them, and notes. */
export type Fragment = Pick<Document, "nodes" | "edges" | "notes">;

/** The kinds that the palette offers, in its order. There is one start, which a workflow is born with. */
export const KINDS = ["conversation", "global", "function", "apiRequest", "transfer", "end", "start"] as const;

/** The size of a node on the canvas, and the space between: new ones stand below what they follow. */
export const NODE = { width: 240, height: 96, gap: 48 } as const;

export const isLast = ({ kind }: WorkflowNode) => kind === "end" || kind === "transfer";
export const variablesOf = (node: WorkflowNode): Variable[] => ("variables" in node ? node.variables : []);

/** A node of a kind, with nothing in it. */
export function emptyNode(kind: Kind, base: { id: string; name: string; position: Position }): WorkflowNode {
  switch (kind) {
    case "start":
      return { ...base, kind, firstMessage: null };
    case "conversation":
      return { ...base, kind, prompt: "", variables: [] };
    case "global":
      return { ...base, kind, when: "", prompt: "", variables: [] };
    case "function":
      return { ...base, kind, functionId: null, prompt: "", message: null };
    case "apiRequest":
      return {
        ...base,
        kind,
        method: "GET",
        url: null,
        description: "",
        parameters: null,
        prompt: "",
        message: null,
        variables: [],
      };
    case "transfer":
      return { ...base, kind, number: null, message: null };
    case "end":
      return { ...base, kind, message: null };
  }
}

/** As many as the API takes. */
export const MAX_NOTES = 200;

/** An id that nobody else gives at the same moment: two people draw in one draft. */
export function freeId(taken: ReadonlySet<string>, prefix: string): string {
  for (;;) {
    const id = `${prefix}${crypto.randomUUID().slice(0, 8)}`;
    if (!taken.has(id)) return id;
  }
}

/** A name of at most 40 characters that no node has: calls are handed over by name. */
export function freeName(taken: ReadonlySet<string>, wanted: string): string {
  if (!taken.has(wanted)) return wanted.slice(0, 40);
  for (let number = 2; ; number++) {
    const name = `${wanted.slice(0, 36)} ${number}`;
    if (!taken.has(name)) return name;
  }
}

const idsOf = (items: readonly { id: string }[]) => new Set(items.map(({ id }) => id));
const namesOf = (nodes: readonly WorkflowNode[]) => new Set(nodes.map(({ name }) => name));

export type Added = { document: Document; id: string };

/** A new node, where it is dropped, or below `after` and behind it. */
export function addNode(
  document: Document,
  { kind, name, after, position }: { kind: Kind; name: string; after?: string | undefined; position?: Position },
): Added {
  const { nodes, edges } = document;
  const id = freeId(idsOf(nodes), "n");
  const before = nodes.find((node) => node.id === after);
  const node = emptyNode(kind, {
    id,
    name: freeName(namesOf(nodes), name),
    position: position ?? placeAfter(document, before),
  });
  const added = { ...document, nodes: [...nodes, node], edges };
  return { document: before === undefined ? added : connect(added, before.id, id), id };
}

/** Below a node, beside what follows it already; without one, below everything. */
function placeAfter({ nodes, edges }: Document, before: WorkflowNode | undefined): Position {
  if (before === undefined) {
    const lowest = Math.max(...nodes.map(({ position }) => position.y), -NODE.height - NODE.gap);
    return { x: 0, y: lowest + NODE.height + NODE.gap };
  }
  const followers = edges.filter(({ from }) => from === before.id).length;
  return {
    x: before.position.x + followers * (NODE.width + NODE.gap),
    y: before.position.y + NODE.height + NODE.gap,
  };
}

/** Whether an edge may lead from one node to another: not twice, not to itself, not out of an end, not to a start. */
export function mayConnect({ nodes, edges }: Document, from: string, to: string): boolean {
  const [source, target] = [nodes.find(({ id }) => id === from), nodes.find(({ id }) => id === to)];
  if (source === undefined || target === undefined || from === to || isLast(source)) return false;
  if (target.kind === "start" || target.kind === "global") return false;
  return !edges.some((edge) => edge.from === from && edge.to === to);
}

/** With an edge; unchanged where none may be. */
export function connect(document: Document, from: string, to: string): Document {
  if (!mayConnect(document, from, to)) return document;
  const id = freeId(idsOf(document.edges), "e");
  return { ...document, edges: [...document.edges, { id, from, to, condition: "" }] };
}

/** An edge to another target; unchanged where none may be. */
export function reconnect(document: Document, edgeId: string, to: string): Document {
  const edge = document.edges.find(({ id }) => id === edgeId);
  if (edge === undefined || edge.to === to || !mayConnect(document, edge.from, to)) return document;
  return { ...document, edges: document.edges.map((one) => (one.id === edgeId ? { ...one, to } : one)) };
}

type Gone = { nodes: ReadonlySet<string>; edges: ReadonlySet<string>; notes?: ReadonlySet<string> };

/** Without some of it, without the edges that lead to or from nodes that go, and without the notes about them. */
export function remove(document: Document, gone: Gone): Document {
  return {
    ...document,
    notes: document.notes.filter(
      ({ id, nodeId }) => !gone.notes?.has(id) && !(nodeId !== null && gone.nodes.has(nodeId)),
    ),
    nodes: document.nodes.filter(({ id }) => !gone.nodes.has(id)),
    edges: document.edges.filter(
      ({ id, from, to }) => !gone.edges.has(id) && !gone.nodes.has(from) && !gone.nodes.has(to),
    ),
  };
}

/** A node with other settings; its kind and id stay. */
export const changeNode = (document: Document, id: string, change: Partial<WorkflowNode>): Document => ({
  ...document,
  nodes: document.nodes.map((node) =>
    // The fields of a change are those of the node's own kind: its form makes it.
    node.id === id ? ({ ...node, ...change, id, kind: node.kind } as WorkflowNode) : node,
  ),
});

export const changeCondition = (document: Document, id: string, condition: string): Document => ({
  ...document,
  edges: document.edges.map((edge) => (edge.id === id ? { ...edge, condition } : edge)),
});

/** Nodes elsewhere, on whole units of the canvas. */
export function move(document: Document, positions: ReadonlyMap<string, Position>): Document {
  const nodes = document.nodes.map((node) => {
    const to = positions.get(node.id);
    const [x, y] = [Math.round(to?.x ?? node.position.x), Math.round(to?.y ?? node.position.y)];
    return x === node.position.x && y === node.position.y ? node : { ...node, position: { x, y } };
  });
  return nodes.every((node, index) => node === document.nodes[index]) ? document : { ...document, nodes };
}

/** Some nodes with the edges between them and the notes about them, and notes that were chosen themselves. */
export const copy = (
  { nodes, edges, notes }: Document,
  ids: ReadonlySet<string>,
  chosen: ReadonlySet<string> = new Set(),
): Fragment => ({
  nodes: nodes.filter(({ id }) => ids.has(id)),
  edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
  notes: notes.filter(({ id, nodeId }) => chosen.has(id) || (nodeId !== null && ids.has(nodeId))),
});

/** How far beside its original a copy stands. */
const ASIDE = 40;

export type Pasted = { document: Document; ids: string[]; noteIds: string[] };

/** A fragment once more, with ids and names of its own. A second start is left out. */
export function paste(document: Document, { nodes, edges, notes }: Fragment): Pasted {
  const [ids, edgeIds] = [idsOf(document.nodes), idsOf(document.edges)];
  const names = namesOf(document.nodes);
  const hasStart = document.nodes.some(({ kind }) => kind === "start");
  const renamed = new Map<string, string>();
  const added = nodes
    .filter(({ kind }) => kind !== "start" || !hasStart)
    .map((node) => {
      const id = freeId(ids, "n");
      const name = freeName(names, node.name);
      ids.add(id);
      names.add(name);
      renamed.set(node.id, id);
      return { ...node, id, name, position: { x: node.position.x + ASIDE, y: node.position.y + ASIDE } };
    });
  const ways = edges.flatMap((edge) => {
    const [from, to] = [renamed.get(edge.from), renamed.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const id = freeId(edgeIds, "e");
    edgeIds.add(id);
    return [{ ...edge, id, from, to }];
  });
  const noteIds = idsOf(document.notes);
  const written = notes.slice(0, MAX_NOTES - document.notes.length).map((note) => {
    const id = freeId(noteIds, "k");
    noteIds.add(id);
    const nodeId = renamed.get(note.nodeId ?? "") ?? null;
    // Beside its original, unless it stands by a copy, which does.
    const position = nodeId === null ? { x: note.position.x + ASIDE, y: note.position.y + ASIDE } : note.position;
    return { ...note, id, nodeId, position };
  });
  return {
    document: {
      ...document,
      nodes: [...document.nodes, ...added],
      edges: [...document.edges, ...ways],
      notes: [...document.notes, ...written],
    },
    ids: [...renamed.values()],
    noteIds: written.map(({ id }) => id),
  };
}

/** The nodes in the order of a call: from the start on, each after what leads to it; what nothing leads to comes last. */
export function inOrder({ nodes, edges }: Pick<Document, "nodes" | "edges">): WorkflowNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ordered: WorkflowNode[] = [];
  const seen = new Set<string>();
  const entries = [...nodes.filter(({ kind }) => kind === "start"), ...nodes.filter(({ kind }) => kind === "global")];
  // Nearest first, so that an end does not stand before what leads to it in another way.
  const visit = (first: WorkflowNode) => {
    const queue = [first];
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
      if (seen.has(node.id)) continue;
      seen.add(node.id);
      ordered.push(node);
      const from = node.id;
      queue.push(...edges.filter((edge) => edge.from === from).flatMap(({ to }) => byId.get(to) ?? []));
    }
  };
  for (const node of [...entries, ...nodes]) visit(node);
  return ordered;
}

/** Where each variable comes from: the names that are known somewhere, with the node that asks for it. */
export function knownVariables({ nodes, inputs }: Document): { name: string; from: string | null }[] {
  const extracted = nodes.flatMap((node) => variablesOf(node).map(({ name }) => ({ name, from: node.name })));
  return [...inputs.map((name) => ({ name, from: null })), ...extracted];
}
