import { isLast, type Edge, type Graph, type Node } from "./graph.ts";
import { findEndlessLoops, forbiddance, reach, tidy, type Tidy } from "./paths.ts";
import { usesBeforeExtraction } from "./variables.ts";

export const FAULT_CODES = [
  "no_start",
  "several_starts",
  "start_branches",
  "start_not_conversation",
  "duplicate_id",
  "repeated_name",
  "unknown_node",
  "forbidden_edge",
  "repeated_edge",
  "unreachable",
  "no_way_out",
  "endless_loop",
  "edge_without_condition",
  "global_without_condition",
  "missing_prompt",
  "missing_function",
  "missing_url",
  "missing_transfer_target",
  "variable_not_extracted",
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** A reason why a graph cannot be run, at its node or edge; at neither when it is about the whole graph. */
export type Fault = { code: FaultCode; nodeId: string | null; edgeId: string | null; message: string };

const atNode = (code: FaultCode, { id }: Node, message: string): Fault => ({ code, nodeId: id, edgeId: null, message });
const atEdge = (code: FaultCode, { id }: Edge, message: string): Fault => ({ code, nodeId: null, edgeId: id, message });

/**
 * All faults of a graph, in the order of its nodes within each kind of fault. An invalid edge or node (an edge to
 * nowhere, a second node with the same id) is left out before paths are checked, so that one mistake is not reported
 * twice.
 */
export function findFaults(graph: Graph): Fault[] {
  const whole = tidy(graph);
  return [
    ...startFaults(whole),
    ...identityFaults(graph),
    ...edgeFaults(graph, whole),
    ...graph.nodes.flatMap(settingFaults),
    ...pathFaults(graph, whole),
    ...conditionFaults(whole),
    ...usesBeforeExtraction(graph, whole).map(({ where, variable }) => {
      const message = `{{${variable}}} is used before it is known on some way that leads here.`;
      return "from" in where
        ? atEdge("variable_not_extracted", where, message)
        : atNode("variable_not_extracted", where, message);
    }),
  ];
}

function startFaults({ nodes, waysOut, byId }: Tidy): Fault[] {
  const [first, ...others] = nodes.filter(({ kind }) => kind === "start");
  if (first === undefined) {
    const message = "There is no start: the workflow does not know where a call begins.";
    return [{ code: "no_start", nodeId: null, edgeId: null, message }];
  }
  const [begins, ...branches] = waysOut(first.id);
  const target = begins && byId.get(begins.to);
  return [
    ...others.map((node) => atNode("several_starts", node, `A call begins at "${first.name}" already.`)),
    ...(branches.length > 0
      ? [atNode("start_branches", first, "A call begins in one place: only one edge may leave the start.")]
      : []),
    ...(begins && target && target.kind !== "conversation"
      ? [atEdge("start_not_conversation", begins, `A call begins with a conversation, which "${target.name}" is not.`)]
      : []),
  ];
}

function identityFaults({ nodes, edges }: Graph): Fault[] {
  return [
    ...repeated(nodes, ({ id }) => id).map((node) =>
      atNode("duplicate_id", node, `There are several nodes with the id ${node.id}.`),
    ),
    ...repeated(edges, ({ id }) => id).map((edge) =>
      atEdge("duplicate_id", edge, `There are several edges with the id ${edge.id}.`),
    ),
    ...repeated(nodes, ({ name }) => name).map((node) =>
      atNode("repeated_name", node, `Another node is called "${node.name}": calls are handed over by name.`),
    ),
  ];
}

/** Each after the first of its key. */
const repeated = <Item>(items: Item[], keyOf: (item: Item) => string): Item[] => {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(item);
    const isSeen = seen.has(key);
    seen.add(key);
    return isSeen;
  });
};

function edgeFaults({ edges }: Graph, { byId }: Tidy): Fault[] {
  return [
    ...edges.flatMap((edge) => {
      const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
      if (from === undefined || to === undefined) {
        const missing = from === undefined ? edge.from : edge.to;
        return [atEdge("unknown_node", edge, `There is no node with the id ${missing}.`)];
      }
      const message = forbiddance(from, to);
      return message === undefined ? [] : [atEdge("forbidden_edge", edge, message)];
    }),
    ...repeated(edges, ({ from, to }) => `${from} ${to}`)
      .filter(({ from, to }) => byId.has(from) && byId.has(to))
      .map((edge) =>
        atEdge("repeated_edge", edge, "Another edge leads from and to the same nodes: put both conditions into one."),
      ),
  ];
}

function settingFaults(node: Node): Fault[] {
  const fault = (isFault: boolean, code: FaultCode, message: string) => (isFault ? [atNode(code, node, message)] : []);
  switch (node.kind) {
    case "conversation":
      return fault(node.prompt.trim() === "", "missing_prompt", `"${node.name}" is not told what to do.`);
    case "global":
      return [
        ...fault(node.prompt.trim() === "", "missing_prompt", `"${node.name}" is not told what to do.`),
        ...fault(node.when === "", "global_without_condition", `It is not said when a call comes to "${node.name}".`),
      ];
    case "function":
      return fault(node.functionId === null, "missing_function", `"${node.name}" does not say which function.`);
    case "apiRequest":
      return fault(node.url === null, "missing_url", `"${node.name}" does not say which address is asked.`);
    case "transfer":
      return fault(
        node.number === null,
        "missing_transfer_target",
        `"${node.name}" does not say which number the call is passed on to.`,
      );
    case "start":
    case "end":
      return [];
  }
}

function pathFaults({ edges }: Graph, whole: Tidy): Fault[] {
  const { nodes } = whole;
  const starts = nodes.filter(({ kind }) => kind === "start");
  const entries = [...starts, ...nodes.filter(({ kind }) => kind === "global")];
  const reached = starts.length === 0 ? new Set(nodes.map(({ id }) => id)) : reach(whole, entries);
  const leaves = new Set(edges.map(({ from }) => from));
  return [
    ...nodes
      .filter(({ id }) => !reached.has(id))
      .map((node) => atNode("unreachable", node, `No way leads from the start to "${node.name}".`)),
    ...nodes
      .filter((node) => !isLast(node) && !leaves.has(node.id))
      .map((node) =>
        atNode("no_way_out", node, `No edge leaves "${node.name}", and it neither ends nor passes on the call.`),
      ),
    ...findEndlessLoops(whole).map(([first, ...others]) => {
      const names = [first, ...others].map(({ name }) => `"${name}"`).join(", ");
      return atNode("endless_loop", first, `Nothing leads out of the loop of ${names}.`);
    }),
  ];
}

function conditionFaults({ nodes, waysOut }: Tidy): Fault[] {
  return nodes.flatMap((node) => {
    const ways = waysOut(node.id);
    if (node.kind === "start" || ways.length < 2) return [];
    return ways
      .filter(({ condition }) => condition === "")
      .map((edge) =>
        atEdge("edge_without_condition", edge, `Several edges leave "${node.name}": say when this one is taken.`),
      );
  });
}
