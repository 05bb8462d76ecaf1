import { isMember, variablesOf, type Edge, type Graph, type Node } from "./graph.ts";
import type { Tidy } from "./paths.ts";

/** The variables that Vapi itself provides in every call. */
const ALWAYS_KNOWN = new Set(
  "now date time day month year customer phoneNumber call assistant squad transport".split(" "),
);

/** The variables that a text names as `{{ name }}`, also with a filter or a field: `{{ name | upcase }}`, `{{ a.b }}`. */
export const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\{\{-?\s*([a-zA-Z]\w*)/g)].flatMap(([, name]) => name ?? []);

/** The texts that a node uses itself. */
function textsOf(node: Node): string[] {
  switch (node.kind) {
    case "start":
      return [node.firstMessage ?? ""];
    case "conversation":
      return [node.prompt];
    case "global":
      return [node.when, node.prompt];
    case "function":
      return [node.prompt];
    case "apiRequest":
      return [node.prompt, node.url ?? ""];
    case "transfer":
    case "end":
      return [];
  }
}

/** The texts of a node that the nodes before it speak; these do not know its variables yet. */
const spokenBefore = (node: Node): string[] => ("message" in node && node.message !== null ? [node.message] : []);

export type EarlyUse = { where: Node | Edge; variable: string };

/** Each use of a variable that is not known on every path to it. */
export function usesBeforeExtraction(graph: Graph, whole: Tidy): EarlyUse[] {
  const known = knownAt(graph, whole);
  const start = whole.nodes.find(({ kind }) => kind === "start");
  const unknown = (texts: string[], at: ReadonlySet<string> | undefined) =>
    at === undefined ? [] : texts.flatMap(variablesIn).filter((name) => !at.has(name) && !ALWAYS_KNOWN.has(name));
  return [
    ...whole.nodes.flatMap((node) => {
      // The common prompt is checked at the start, where the fewest variables are known.
      const own = node === start ? [...textsOf(node), graph.prompt] : textsOf(node);
      const before = whole.edges.filter(({ to }) => to === node.id);
      const names = new Set([
        ...unknown(own, known.get(node.id)),
        ...before.flatMap(({ from }) => unknown(spokenBefore(node), known.get(from))),
      ]);
      return [...names].map((variable) => ({ where: node, variable }));
    }),
    ...whole.edges.flatMap((edge) => {
      const names = new Set(unknown([edge.condition], known.get(edge.from)));
      return [...names].map((variable) => ({ where: edge, variable }));
    }),
  ];
}

/**
 * The variables known on every path to a node, by its id; no entry for a node that cannot be reached. It starts with
 * all possible variables, and removes those that some path does not find out, until nothing changes.
 */
function knownAt({ inputs }: Graph, { nodes, waysOut, byId }: Tidy): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, ReadonlySet<string>>();
  const waiting: Node[] = [];
  const arrive = (node: Node, brought: ReadonlySet<string>) => {
    const before = known.get(node.id);
    const next = before === undefined ? brought : new Set([...before].filter((name) => brought.has(name)));
    if (before !== undefined && next.size === before.size) return;
    known.set(node.id, next);
    waiting.push(node);
  };
  const globals = nodes.filter(({ kind }) => kind === "global");
  for (const node of nodes) if (node.kind === "start") arrive(node, new Set(inputs));
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const at = known.get(node.id) ?? new Set();
    const after = new Set([...at, ...variablesOf(node).map(({ name }) => name)]);
    for (const { to } of waysOut(node.id)) {
      const target = byId.get(to);
      if (target !== undefined) arrive(target, after);
    }
    if (isMember(node)) for (const global of globals) if (global !== node) arrive(global, at);
  }
  return known;
}
