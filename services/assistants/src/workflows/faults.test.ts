import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFaults, type FaultCode } from "./faults.ts";
import { isMember, variablesOf, type Edge, type Graph, type Node } from "./graph.ts";
import { validGraph, type Valid } from "./testing/arbitrary-graph.ts";

const position = { x: 0, y: 0 };
const talk = (id: string, change: Partial<Extract<Node, { kind: "conversation" }>> = {}): Node => ({
  id,
  name: id,
  kind: "conversation",
  position,
  prompt: "Parle.",
  variables: [],
  ...change,
});
const way = (from: string, to: string, condition = "il le demande"): Edge => ({
  id: `${from}-${to}`,
  from,
  to,
  condition,
});
const plus = (graph: Graph, nodes: Node[], edges: Edge[]): Graph => ({
  ...graph,
  nodes: [...graph.nodes, ...nodes],
  edges: [...graph.edges, ...edges],
});
const changed = (graph: Graph, id: string, change: object): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
});
const toPlace = ({ code, nodeId, edgeId }: { code: FaultCode; nodeId: string | null; edgeId: string | null }) =>
  `${code} ${nodeId ?? edgeId ?? ""}`.trim();

/** Graphs with one mistake, each with the fault that it should have. */
const MISTAKES: Record<string, (valid: Valid) => [Graph, string]> = {
  "no start": ({ graph, startId }) => [
    {
      ...graph,
      nodes: graph.nodes.filter(({ id }) => id !== startId),
      edges: graph.edges.filter(({ from }) => from !== startId),
    },
    "no_start",
  ],
  "two starts": ({ graph, firstId }) => [
    plus(graph, [{ id: "s2", name: "Début 2", kind: "start", position, firstMessage: null }], [way("s2", firstId)]),
    "several_starts s2",
  ],
  "a start that branches": ({ graph, startId, lastId }) => [
    plus(graph, [talk("x")], [way(startId, "x"), way("x", lastId)]),
    `start_branches ${startId}`,
  ],
  "a start that leads to no conversation": ({ graph, startId, firstId }) => {
    const work: Node = {
      id: "x",
      name: "x",
      kind: "function",
      position,
      prompt: "",
      message: null,
      functionId: "0198c2a4-0000-7000-8000-000000000001",
    };
    const edges = graph.edges.map((edge) => (edge.from === startId ? { ...edge, to: "x" } : edge));
    return [plus({ ...graph, edges }, [work], [way("x", firstId)]), "start_not_conversation e0"];
  },
  "two nodes of one id": ({ graph, firstId }) => [
    plus(graph, [talk(firstId, { name: "x" })], []),
    `duplicate_id ${firstId}`,
  ],
  "two edges of one id": ({ graph }) => [
    { ...graph, edges: graph.edges.map((edge, index) => (index === 1 ? { ...edge, id: "e0" } : edge)) },
    "duplicate_id e0",
  ],
  "two nodes of one name": ({ graph, lastId }) => [
    changed(graph, lastId, { name: "Étape 0" }),
    `repeated_name ${lastId}`,
  ],
  "an edge to nowhere": ({ graph, firstId }) => [
    plus(graph, [], [way(firstId, "nowhere")]),
    `unknown_node ${firstId}-nowhere`,
  ],
  "an edge from nowhere": ({ graph, firstId }) => [
    plus(graph, [], [way("nowhere", firstId)]),
    `unknown_node nowhere-${firstId}`,
  ],
  "an edge back to the start": ({ graph, firstId, startId }) => [
    plus(graph, [], [way(firstId, startId)]),
    `forbidden_edge ${firstId}-${startId}`,
  ],
  "an edge out of an end": ({ graph, firstId, lastId }) => [
    plus(graph, [], [way(lastId, firstId)]),
    `forbidden_edge ${lastId}-${firstId}`,
  ],
  "an edge to itself": ({ graph, firstId }) => [
    plus(graph, [], [way(firstId, firstId)]),
    `forbidden_edge ${firstId}-${firstId}`,
  ],
  "an edge to a global node": ({ graph, firstId, lastId }) => [
    plus(graph, [{ ...talk("x"), kind: "global", when: "toujours" } as Node], [way("x", lastId), way(firstId, "x")]),
    `forbidden_edge ${firstId}-x`,
  ],
  "two edges of one way": ({ graph }) => [
    plus(
      graph,
      [],
      graph.edges.slice(1, 2).map((edge) => ({ ...edge, id: "again" })),
    ),
    "repeated_edge again",
  ],
  "a node that no way leads to": ({ graph, lastId }) => [plus(graph, [talk("x")], [way("x", lastId)]), "unreachable x"],
  "a node without a way out": ({ graph, firstId }) => [plus(graph, [talk("x")], [way(firstId, "x")]), "no_way_out x"],
  "a loop that nothing leaves": ({ graph, firstId }) => [
    plus(graph, [talk("x"), talk("y"), talk("z")], [way(firstId, "y"), way("y", "z"), way("z", "x"), way("x", "y")]),
    "endless_loop x",
  ],
  "an edge without condition": ({ graph, firstId, lastId }) => [
    plus(graph, [talk("x"), talk("y")], [way(firstId, "x"), way("x", "y"), way("x", lastId, ""), way("y", lastId, "")]),
    `edge_without_condition x-${lastId}`,
  ],
  "a global node without condition": ({ graph, lastId }) => [
    plus(graph, [{ ...talk("x"), kind: "global", when: "" } as Node], [way("x", lastId)]),
    "global_without_condition x",
  ],
  "a conversation without prompt": ({ graph, firstId }) => [
    changed(graph, firstId, { prompt: " \n" }),
    `missing_prompt ${firstId}`,
  ],
  "a function node without function": ({ graph, firstId, lastId }) => [
    plus(
      graph,
      [{ id: "x", name: "x", kind: "function", position, functionId: null, prompt: "", message: null }],
      [way(firstId, "x"), way("x", lastId)],
    ),
    "missing_function x",
  ],
  "an API request without address": ({ graph, firstId, lastId }) => [
    plus(
      graph,
      [
        {
          id: "x",
          name: "x",
          kind: "apiRequest",
          position,
          method: "GET",
          url: null,
          description: "",
          parameters: null,
          prompt: "",
          message: null,
          variables: [],
        },
      ],
      [way(firstId, "x"), way("x", lastId)],
    ),
    "missing_url x",
  ],
  "a transfer to nobody": ({ graph, firstId }) => [
    plus(graph, [{ id: "x", name: "x", kind: "transfer", position, number: null, message: null }], [way(firstId, "x")]),
    "missing_transfer_target x",
  ],
  "a variable that nobody extracts": ({ graph, firstId, lastId }) => [
    plus(
      graph,
      [talk("x", { prompt: "Salue {{ inconnu | upcase }} et {{inconnu}}." })],
      [way(firstId, "x"), way("x", lastId)],
    ),
    "variable_not_extracted x",
  ],
  "a condition with a variable that its own node extracts": ({ graph, firstId, lastId }) => [
    plus(
      graph,
      [talk("x", { variables: [{ name: "age", type: "integer", description: "" }] })],
      [way(firstId, "x"), way("x", lastId, "si {{age}} dépasse 18")],
    ),
    `variable_not_extracted x-${lastId}`,
  ],
  "an end that says what was found out just before": ({ graph, firstId }) => [
    plus(
      graph,
      [
        talk("x", { variables: [{ name: "nom", type: "string", description: "" }] }),
        { id: "y", name: "y", kind: "end", position, message: "Au revoir {{nom}}." },
      ],
      [way(firstId, "x"), way("x", "y")],
    ),
    "variable_not_extracted y",
  ],
  "what all are told, with a variable that the first does not know": ({ graph, startId }) => [
    { ...graph, prompt: "Tu parles à {{nom}}." },
    `variable_not_extracted ${startId}`,
  ],
};

describe("a graph", () => {
  it("without a mistake has no fault", () => {
    fc.assert(
      fc.property(validGraph, ({ graph }) => {
        expect(findFaults(graph)).toEqual([]);
      }),
    );
  });

  it.each(Object.entries(MISTAKES))("with %s has that fault, at that place, and no other", (_, mistake) => {
    fc.assert(
      fc.property(validGraph, (valid) => {
        const [graph, place] = mistake(valid);
        expect(findFaults(graph).map(toPlace)).toEqual([place]);
      }),
      { numRuns: 40 },
    );
  });

  it("says each fault in one sentence", () => {
    fc.assert(
      fc.property(validGraph, fc.constantFrom(...Object.values(MISTAKES)), (valid, mistake) => {
        for (const { message } of findFaults(mistake(valid)[0])) expect(message).toMatch(/^[^\n]+\.$/);
      }),
    );
  });
});

describe("a variable", () => {
  const diamond = (right: Node): Graph => ({
    nodes: [
      { id: "s", name: "s", kind: "start", position, firstMessage: null },
      talk("a"),
      talk("left", { variables: [{ name: "nom", type: "string", description: "" }] }),
      right,
      talk("b", { prompt: "Bonjour {{nom}}." }),
      { id: "end", name: "end", kind: "end", position, message: "Au revoir {{nom}}." },
    ],
    edges: [way("s", "a"), way("a", "left"), way("a", "right"), way("left", "b"), way("right", "b"), way("b", "end")],
    inputs: [],
    prompt: "",
  });

  it("is known where every path finds it out, and nowhere else", () => {
    const finds = talk("right", { variables: [{ name: "nom", type: "string", description: "" }] });
    expect(findFaults(diamond(finds))).toEqual([]);
    expect(findFaults(diamond(talk("right"))).map(toPlace)).toEqual([
      "variable_not_extracted b",
      "variable_not_extracted end",
    ]);
    expect(findFaults({ ...diamond(talk("right")), inputs: ["nom"] })).toEqual([]);
  });

  it("is unknown where a call can get to without passing a node that finds it out", () => {
    // A global node can take over at any node, before that node has found anything out.
    const knowsNot = ({ nodes, edges }: Graph, variable: string, at: string) => {
      const globals = nodes.filter(({ kind }) => kind === "global").map(({ id }) => id);
      const seen = new Set(["s"]);
      for (const id of seen) {
        const node = nodes.find((other) => other.id === id);
        if (node === undefined) continue;
        if (isMember(node)) for (const global of globals) seen.add(global);
        if (variablesOf(node).some(({ name }) => name === variable)) continue;
        for (const edge of edges) if (edge.from === id) seen.add(edge.to);
      }
      return seen.has(at);
    };
    fc.assert(
      fc.property(validGraph, fc.nat(), fc.nat(), ({ graph }, at, of) => {
        const names = graph.nodes.flatMap(variablesOf).map(({ name }) => name);
        const users = graph.nodes.filter(({ kind }) => kind === "conversation" || kind === "global");
        const [user, variable] = [users[at % users.length], names[of % Math.max(1, names.length)]];
        fc.pre(user !== undefined && variable !== undefined);
        const faults = findFaults(changed(graph, user.id, { prompt: `Dis {{${variable}}}.` }));
        expect(faults.map(toPlace)).toEqual(
          knowsNot(graph, variable, user.id) ? [`variable_not_extracted ${user.id}`] : [],
        );
      }),
      { numRuns: 300 },
    );
  });
});
