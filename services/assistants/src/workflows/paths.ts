import { isLast, type Edge, type Graph, type Node } from "./graph.ts";

/** A graph without its invalid parts: each id once, and only edges between two existing nodes that allow it. */
export type Tidy = {
  nodes: Node[];
  edges: Edge[];
  byId: ReadonlyMap<string, Node>;
  waysOut(id: string): Edge[];
};

export function tidy({ nodes, edges }: Graph): Tidy {
  const byId = new Map<string, Node>();
  for (const node of nodes) if (!byId.has(node.id)) byId.set(node.id, node);
  const ways = new Map<string, Map<string, Edge>>();
  for (const edge of edges) {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (from === undefined || to === undefined || forbiddance(from, to) !== undefined) continue;
    const ofNode = ways.get(from.id) ?? new Map<string, Edge>();
    if (!ofNode.has(to.id)) ofNode.set(to.id, edge);
    ways.set(from.id, ofNode);
  }
  const waysOut = (id: string) => [...(ways.get(id)?.values() ?? [])];
  return { nodes: [...byId.values()], edges: [...byId.keys()].flatMap(waysOut), byId, waysOut };
}

/** Why no edge may lead from one node to another; undefined when one may. */
export function forbiddance(from: Node, to: Node): string | undefined {
  if (isLast(from)) return `The workflow is over at "${from.name}": no edge leaves it.`;
  if (to.kind === "start") return "A call begins at the start and does not come back to it.";
  if (to.kind === "global") return `"${to.name}" is reached from everywhere by its own condition: no edge leads to it.`;
  if (from.id === to.id) return `"${from.name}" leads to itself.`;
  return undefined;
}

/** The ids of all nodes that a path leads to from these, including themselves. */
export function reach({ waysOut }: Tidy, from: Node[]): Set<string> {
  const reached = new Set(from.map(({ id }) => id));
  // A loop over a set also visits what is added meanwhile.
  for (const id of reached) for (const { to } of waysOut(id)) reached.add(to);
  return reached;
}

/** The loops that no edge leads out of, each with its nodes in the order of the graph. */
export function findEndlessLoops(whole: Tidy): [Node, ...Node[]][] {
  const reachedFrom = new Map(whole.nodes.map((node) => [node.id, reach(whole, [node])]));
  const isDone = new Set<string>();
  return whole.nodes.flatMap((node): [Node, ...Node[]][] => {
    if (isDone.has(node.id) || isLast(node)) return [];
    const around = whole.nodes.filter(
      ({ id }) => id !== node.id && reachedFrom.get(node.id)?.has(id) && reachedFrom.get(id)?.has(node.id),
    );
    for (const { id } of around) isDone.add(id);
    const inside = new Set([node, ...around].map(({ id }) => id));
    const isLeft = [...inside].some((id) => whole.waysOut(id).some(({ to }) => !inside.has(to)));
    return around.length === 0 || isLeft ? [] : [[node, ...around]];
  });
}
