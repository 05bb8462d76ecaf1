import fc from "fast-check";
import { METHODS, type Edge, type Graph, type MemberNode, type Node } from "../graph.ts";

/** A valid graph, and the nodes in which tests make mistakes. */
export type Valid = { graph: Graph; startId: string; firstId: string; lastId: string };

const FUNCTION_IDS = ["0198c2a4-0000-7000-8000-000000000001", "0198c2a4-0000-7000-8000-000000000002"];
const text = fc.oneof(
  fc.constantFrom("Demande le motif.\n\nPuis le nom.", "l'appelant dit « oui »", 'il dit "non"', '- Quand "x" : dis'),
  fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }).map((given) => `${given.replaceAll(/[{}]/g, "")}x`),
);
const line = text.map((given) => given.trim());
const maybe = (of: fc.Arbitrary<string>) => fc.option(of, { nil: null });
const place = fc.record({ x: fc.integer({ min: -999, max: 999 }), y: fc.integer({ min: -999, max: 999 }) });

/**
 * How a node is joined to those before it, and what other edges leave it; numbers are taken modulo the length of each
 * list.
 */
const shape = fc.record({
  kind: fc.constantFrom("conversation" as const, "conversation" as const, "function" as const, "apiRequest" as const),
  parent: fc.nat(),
  others: fc.array(fc.nat(), { maxLength: 2 }),
  endsIn: fc.option(fc.nat(), { nil: undefined }),
  prompt: text,
  message: maybe(line),
  condition: line,
  isBare: fc.boolean(),
  functionId: fc.constantFrom(...FUNCTION_IDS),
  method: fc.constantFrom(...METHODS),
  parameters: fc.constantFrom(null, { type: "object", properties: { jour: { type: "string" } } }),
  variables: fc.nat({ max: 2 }),
  position: place,
});
type Shape = typeof shape extends fc.Arbitrary<infer Value> ? Value : never;

/** Graphs without a fault: a tree of members with more edges added, every branch of which ends. */
export const validGraph: fc.Arbitrary<Valid> = fc
  .record({
    firstMessage: maybe(line),
    prompt: fc.oneof(fc.constant(""), text),
    members: fc.array(shape, { minLength: 1, maxLength: 7 }),
    globals: fc.array(fc.tuple(shape, line), { maxLength: 2 }),
    lasts: fc.array(fc.record({ isTransfer: fc.boolean(), message: maybe(line), from: fc.nat(), condition: line }), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  .map(build);

type Parts = {
  firstMessage: string | null;
  prompt: string;
  members: Shape[];
  globals: [Shape, string][];
  lasts: { isTransfer: boolean; message: string | null; from: number; condition: string }[];
};

function build({ firstMessage, prompt, members: shapes, globals, lasts }: Parts): Valid {
  const members = shapes.map((given, index) => toMember(given, index));
  const global = globals.map(([given, when], index): Node => {
    const { prompt: own, position } = given;
    const variables = toVariables(`g${index}`, given.variables);
    return { id: `g${index}`, name: `Global ${index}`, kind: "global", when, prompt: own, variables, position };
  });
  const last = lasts.map(({ isTransfer, message }, index): Node => {
    const base = { id: `z${index}`, name: `Fin ${index}`, position: { x: 0, y: 0 }, message };
    return isTransfer ? { ...base, kind: "transfer", number: `+3312345678${index}` } : { ...base, kind: "end" };
  });
  const start: Node = { id: "s", name: "Début", kind: "start", position: { x: 0, y: 0 }, firstMessage };

  const edges = new Map<string, Edge>();
  const join = (from: string, to: string, condition: string) => {
    const key = `${from} ${to}`;
    if (from !== to && !edges.has(key)) edges.set(key, { id: `e${edges.size}`, from, to, condition });
  };
  const memberAt = (at: number) => members[at % members.length]?.id ?? "";
  const lastAt = (at: number) => last[at % last.length]?.id ?? "";
  join("s", "m0", "");
  shapes.forEach((given, index) => {
    if (index > 0) join(`m${given.parent % index}`, `m${index}`, given.condition);
    for (const other of given.others) join(`m${index}`, memberAt(other), given.condition);
    if (given.endsIn !== undefined) join(`m${index}`, lastAt(given.endsIn), given.condition);
  });
  lasts.forEach(({ from, condition }, index) => join(memberAt(from), `z${index}`, condition));
  globals.forEach(([given], index) => join(`g${index}`, lastAt(given.parent), given.condition));
  // Each leaf of the tree gets an end; the other members reach one through their leaves.
  shapes.forEach((given, index) => {
    const isParent = shapes.some((child, at) => at > index && child.parent % at === index);
    if (!isParent) join(`m${index}`, lastAt(given.parent), given.condition);
  });
  return {
    graph: {
      nodes: [start, ...members, ...global, ...last],
      edges: [...edges.values()].map((edge) => bared(edge, [...edges.values()], shapes)),
      inputs: ["dossier"],
      prompt,
    },
    startId: "s",
    firstId: "m0",
    lastId: "z0",
  };
}

/** The only way out of a node needs no condition. The first node keeps its own, because tests add ways there. */
function bared(edge: Edge, all: Edge[], shapes: Shape[]): Edge {
  const index = Number(/^m(\d+)$/.exec(edge.from)?.[1] ?? 0);
  const isOnly = all.filter(({ from }) => from === edge.from).length === 1;
  return isOnly && index > 0 && shapes[index]?.isBare ? { ...edge, condition: "" } : edge;
}

function toMember(given: Shape, index: number): MemberNode {
  const base = { id: `m${index}`, name: `Étape ${index}`, position: given.position };
  const prompt = `${given.prompt} pour {{ dossier | upcase }} le {{date}}`;
  const variables = toVariables(`m${index}`, given.variables);
  switch (index === 0 ? "conversation" : given.kind) {
    case "conversation":
      return { ...base, kind: "conversation", prompt, variables };
    case "function":
      return { ...base, kind: "function", functionId: given.functionId, prompt: given.prompt, message: given.message };
    case "apiRequest": {
      const { method, parameters, message } = given;
      const url = "https://agenda.example.com/{{dossier}}";
      return { ...base, kind: "apiRequest", method, url, description: "", parameters, prompt: "", message, variables };
    }
  }
}

const toVariables = (id: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `v${id}_${index}`,
    type: "string" as const,
    description: `Le numéro ${index}`,
  }));
