import type { SquadBody } from "../compile.ts";
import type { NodeNote } from "../compile.ts";
import type { Edge, Graph, Node, NodeOf, Variable } from "../graph.ts";
import { askedFor } from "../request.ts";
import { wordsOf } from "../words.ts";

type Json = Record<string, unknown>;
type Tool = Json & {
  type: string;
  function?: { name: string };
  destinations: {
    assistantName: string;
    number: string;
    message: string;
    description: string;
    variableExtractionPlan?: Json;
  }[];
  messages?: { content: string }[];
};
type Member = {
  name: string;
  firstMessage: string;
  model: { messages: [{ content: string }]; tools: Tool[]; toolIds: string[] };
  metadata: { node: NodeNote };
};

/** The common data that a squad does not separate from the data of its members. */
export type Common = {
  prompt: string;
  language: string;
  functionIds: ReadonlyMap<string, string>;
  /** The API requests, by the ids of their nodes: Vapi has neither their addresses nor their methods. */
  requests: ReadonlyMap<string, NodeOf<"apiRequest">>;
};

const END = /^- (?:Quand|When) ("(?:[^"\\]|\\.)*") ?: (?:(?:dis|say) ("(?:[^"\\]|\\.)*"), )?/;

/**
 * The graph behind a compiled squad, in the form of `normalised`: nodes from members, their texts from prompts, edges
 * from handoffs, transfers and the lines that say how a call ends. Only ids, kinds and names are taken from the
 * metadata.
 */
export function decompile(squad: SquadBody, common: Common): Pick<Graph, "nodes" | "edges"> {
  // As JSON sends it; compile.ts writes this shape.
  const { members } = JSON.parse(JSON.stringify(squad)) as { members: { assistant: Member }[] };
  const assistants = members.map(({ assistant }) => assistant);
  const noteOf = new Map(assistants.map(({ name, metadata }) => [name, metadata.node]));
  const words = wordsOf(common.language);
  const nodes = new Map<string, Node>();
  const edges: Omit<Edge, "id">[] = [];
  const position = { x: 0, y: 0 };
  const toCondition = (description: string) => (description === words.done ? "" : description);

  for (const [index, assistant] of assistants.entries()) {
    const { id: from, start, ends, transfers } = assistant.metadata.node;
    const handoffs = assistant.model.tools.filter(({ type }) => type === "handoff");
    nodes.set(from, toNode(assistant, assistants, common));
    if (start !== undefined) {
      const { id, name } = start;
      nodes.set(id, { id, name, kind: "start", position, firstMessage: assistant.firstMessage || null });
      if (index !== 0) throw new Error("the start is not at the first member");
      edges.push({ from: id, to: from, condition: "" });
    }
    const lines = ends.length === 0 ? [] : withoutMoment(assistant).split("\n\n").slice(-ends.length);
    for (const [at, { id, name }] of ends.entries()) {
      const [, condition = "", message] = END.exec(lines[at] ?? "") ?? [];
      nodes.set(id, { id, name, kind: "end", position, message: message === undefined ? null : unquoted(message) });
      edges.push({ from, to: id, condition: toCondition(unquoted(condition)) });
    }
    const numbers = assistant.model.tools.find(({ type }) => type === "transferCall")?.destinations ?? [];
    for (const [at, { number, message, description }] of numbers.entries()) {
      const { id, name } = transfers[at] ?? { id: "", name: "" };
      nodes.set(id, { id, name, kind: "transfer", position, number, message: message || null });
      edges.push({ from, to: id, condition: toCondition(description) });
    }
    for (const { destinations } of handoffs) {
      for (const { assistantName, description } of destinations) {
        const to = noteOf.get(assistantName);
        if (to === undefined || to.kind === "global") continue;
        edges.push({ from, to: to.id, condition: toCondition(description) });
      }
    }
  }
  return normalised({ nodes: [...nodes.values()], edges: edges.map((edge) => ({ ...edge, id: "" })) });
}

/** The prompt without its last line, which says when the call began. */
const withoutMoment = ({ model }: Member) =>
  model.messages[0].content.replace(/(?:^|\n\n)(?:L’appel a commencé|The call began)[^\n]*$/, "");

const unquoted = (text: string) => String(JSON.parse(text));

function toNode(assistant: Member, all: Member[], common: Common): Node {
  const { name, model, metadata } = assistant;
  const { id, kind, ends } = metadata.node;
  const base = { id, name, position: { x: 0, y: 0 } };
  const words = wordsOf(common.language);
  const task = kind === "function" || kind === "apiRequest" ? words.task : [];
  const isGlobal = (to: string | undefined) =>
    all.some((other) => other.name === to && other.metadata.node.kind === "global");
  let prompt = withoutMoment(assistant);
  const request = common.requests.get(id);
  const values = request === undefined ? [] : words.values(askedFor(request).values);
  for (const part of [common.prompt, ...task, ...values].filter((text) => text !== "")) {
    if (!prompt.startsWith(part)) throw new Error(`the prompt of ${id} does not begin with what all are told`);
    prompt = prompt.slice(part.length).replace(/^\n\n/, "");
  }
  if (ends.length > 0) prompt = prompt.split("\n\n").slice(0, -ends.length).join("\n\n");

  const into = all.flatMap((other) =>
    other.model.tools.filter(({ destinations }) => destinations?.[0]?.assistantName === name),
  );
  // Of two tools with one name, only one could be called.
  const names = model.tools.map((tool) => tool.function?.name ?? tool.type);
  if (new Set(names).size !== names.length) throw new Error(`two tools of ${id} have one name`);
  const message = same(into.map(({ messages }) => messages?.[0]?.content ?? null)) ?? null;
  // A handoff to a global node extracts no variables.
  const onward = model.tools.filter(
    ({ type, destinations }) => type === "handoff" && !isGlobal(destinations[0]?.assistantName),
  );
  const found = toVariables(same(onward.map(({ destinations: [to] }) => to?.variableExtractionPlan)));
  switch (kind) {
    case "conversation":
      return { ...base, kind, prompt, variables: found };
    case "global": {
      if (into.length !== all.length - 1) throw new Error(`${id} is not reached from every other member`);
      const when = same(into.map(({ destinations: [to] }) => to?.description)) ?? "";
      return { ...base, kind, when, prompt, variables: found };
    }
    case "function":
      return { ...base, kind, functionId: common.functionIds.get(model.toolIds[0] ?? "") ?? null, prompt, message };
    case "apiRequest": {
      if (request === undefined) throw new Error(`${id} is no API request`);
      // The tool that compile.ts writes.
      const tool = model.tools.find((one) => one.function?.name === id) as unknown as {
        function: { description?: string; parameters: object };
        variableExtractionPlan?: Json;
      };
      const { method, url, parameters } = request;
      same([askedFor(request).schema, tool.function.parameters]);
      const { description = "" } = tool.function;
      const variables = toVariables(tool.variableExtractionPlan);
      return { ...base, kind, method, url, description, parameters, prompt, message, variables };
    }
  }
}

/** The value that all of these share; undefined when there are none. */
function same<Value>([first, ...others]: Value[]): Value | undefined {
  for (const other of others) {
    if (JSON.stringify(other) !== JSON.stringify(first))
      throw new Error("what should be told alike is told differently");
  }
  return first;
}

function toVariables(plan: Json | undefined): Variable[] {
  type Schema = { properties?: Record<string, Omit<Variable, "name">>; required?: string[] };
  const { properties = {}, required = [] } = (plan?.["schema"] ?? {}) as Schema;
  if (required.join() !== Object.keys(properties).join()) throw new Error("a variable may be left out");
  return Object.entries(properties).map(([name, rest]) => ({ name, ...rest }));
}

/**
 * A graph without what Vapi does not get: positions, ids of edges, the order of nodes and edges, and the variables of a
 * node that hands the call to no other member.
 */
export function normalised({ nodes, edges }: Pick<Graph, "nodes" | "edges">): Pick<Graph, "nodes" | "edges"> {
  const kindOf = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const isLast = (id: string) => kindOf.get(id) === "end" || kindOf.get(id) === "transfer";
  const handsOver = new Set(edges.filter(({ to }) => !isLast(to)).map(({ from }) => from));
  return {
    nodes: nodes
      .map((node): Node => {
        const placed = { ...node, position: { x: 0, y: 0 } };
        const isTold = !("variables" in placed) || placed.kind === "apiRequest" || handsOver.has(placed.id);
        return isTold ? placed : { ...placed, variables: [] };
      })
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    edges: edges
      .map((edge) => ({ ...edge, id: "" }))
      .toSorted((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1)),
  };
}
