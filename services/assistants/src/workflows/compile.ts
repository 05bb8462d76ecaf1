import { toDialled } from "@allokoli/shared/phone/destination";
import type { VapiServer } from "@allokoli/shared/vapi/server-object";
import { WaitsFor } from "@allokoli/shared/mirror/state";
import type { Vapi } from "@vapi-ai/server-sdk";
import { compileAssistant, OUR_ORG_ID } from "../assistants/compile.ts";
import { DEFAULT_SETTINGS } from "../settings/contract.ts";
import { withMoment } from "../settings/moment.ts";
import { answerLanguage } from "../tools/language.ts";
import type { WorkflowSettings } from "./contract.ts";
import { isMember, variablesOf, type Edge, type MemberNode, type NodeOf, type Variable } from "./graph.ts";
import { tidy, type Tidy } from "./paths.ts";
import { askedFor } from "./request.ts";
import { wordsOf, type Words } from "./words.ts";

/** The key of our id in the metadata of a member: a squad itself has no metadata. */
export const OUR_WORKFLOW_ID = "allokoliWorkflowId";

const NO_ONE_GREETS_TWICE = {
  firstMessage: "",
  firstMessageMode: "assistant-speaks-first-with-model-generated-message",
} as const;

export type Workflow = WorkflowSettings & { name: string };
export type SquadBody = Vapi.CreateSquadDto & Omit<Vapi.UpdateSquadDto, "id">;
export type CompileContext = {
  id: string;
  orgId: string;
  server: VapiServer;
  /** The name of the organization's time zone. */
  timeZone: string;
  /** Our server for the workflow's API requests; its address names the workflow. */
  toolServer?: VapiServer;
  /** Vapi's id of each function's tool, by our id. */
  toolIds: ReadonlyMap<string, string>;
  /** The node that speaks first, when it is not the one after the start: a trial goes on where it is. */
  startAt?: string | undefined;
};
/** The data of a node for which Vapi has no field, in the metadata of its member. */
export type NodeNote = {
  id: string;
  kind: MemberNode["kind"];
  start?: { id: string; name: string };
  ends: { id: string; name: string }[];
  transfers: { id: string; name: string }[];
};

/**
 * A workflow without faults as a squad (docs/workflows.md). The order of its nodes and edges, and their positions, make
 * no difference.
 * @throws {WaitsFor} while Vapi does not have one of the functions: the squad follows when it does
 */
export function compileWorkflow(workflow: Workflow, context: CompileContext): SquadBody {
  const whole = tidy(workflow);
  const start = context.startAt === undefined ? whole.nodes.find((node) => node.kind === "start") : undefined;
  const firstId = context.startAt ?? (start && whole.waysOut(start.id)[0]?.to);
  const members = whole.nodes.filter(isMember).toSorted((a, b) => rank(a, firstId) - rank(b, firstId) || order(a, b));
  const compiled = members.map((node) => compileMember(node, start, { workflow, whole, members, context }));
  return toVapiBody({
    name: workflow.name,
    members: compiled.map((assistant) => ({ assistant })),
    membersOverrides: compileShared(workflow, context),
  });
}

type Scene = { workflow: Workflow; whole: Tidy; members: MemberNode[]; context: CompileContext };

const rank = ({ id }: MemberNode, firstId: string | undefined) => (id === firstId ? 0 : 1);
const order = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : Number(a.id > b.id));

/** The fields that each member has for itself. */
const OWN = new Set(["name", "firstMessage", "firstMessageMode", "model", "metadata"]);
/** The fields that all members share. */
const compileShared = (workflow: Workflow, context: CompileContext) =>
  Object.fromEntries(Object.entries(compileAs(workflow, context)).filter(([field]) => !OWN.has(field)));

/** Voice, transcriber, model and server, as for an assistant with the same settings. */
const compileAs = (workflow: Workflow, { id, orgId, server, timeZone }: CompileContext) =>
  compileAssistant(
    // Only the workflow decides where a call ends, whatever is said on the way.
    { ...DEFAULT_SETTINGS, ...workflow, systemPrompt: null, endCallPhrases: [] },
    { assistantId: id, orgId, server, timeZone },
  );

function compileMember(node: MemberNode, start: NodeOf<"start"> | undefined, scene: Scene) {
  const { workflow, whole, members, context } = scene;
  const words = wordsOf(workflow.language);
  const isFirst = members[0]?.id === node.id;
  const ways = whole.waysOut(node.id).toSorted((a, b) => order({ id: a.to }, { id: b.to }));
  const exits = exitsOf(ways, whole);
  const { messages: _, ...model } = compileAs(workflow, context).model ?? {};
  const firstMessage = isFirst ? start?.firstMessage : undefined;
  return {
    name: node.name,
    ...(firstMessage ? { firstMessage, firstMessageMode: "assistant-speaks-first" } : NO_ONE_GREETS_TWICE),
    model: {
      ...model,
      messages: [{ role: "system", content: promptOf(node, scene, exits.ends) }],
      tools: [
        ...(exits.ends.length > 0 ? [{ type: "endCall" }] : []),
        ...(exits.transfers.length > 0 ? [compileTransfers(exits.transfers, words)] : []),
        ...(node.kind === "apiRequest" ? [compileRequest(node, context.toolServer ?? context.server)] : []),
        ...exits.handoffs.map(({ to, edge }) => compileHandoff(to, edge.condition || words.done, node, members[0])),
        ...members
          .filter((other) => other.kind === "global" && other.id !== node.id)
          .map((global) => compileHandoff(global, "when" in global ? global.when : "", undefined, undefined)),
      ],
      toolIds: node.kind === "function" ? [requireTool(node, context)] : [],
    },
    metadata: {
      [OUR_WORKFLOW_ID]: context.id,
      [OUR_ORG_ID]: context.orgId,
      node: {
        id: node.id,
        kind: node.kind,
        ...(isFirst && start && { start: { id: start.id, name: start.name } }),
        ends: exits.ends.map(({ to: { id, name } }) => ({ id, name })),
        transfers: exits.transfers.map(({ to: { id, name } }) => ({ id, name })),
      } satisfies NodeNote,
    },
  };
}

type Exit<To> = { to: To; edge: Edge };
type Exits = {
  ends: Exit<NodeOf<"end">>[];
  transfers: Exit<NodeOf<"transfer">>[];
  handoffs: Exit<MemberNode>[];
};

function exitsOf(ways: Edge[], { byId }: Tidy): Exits {
  const exits: Exits = { ends: [], transfers: [], handoffs: [] };
  for (const edge of ways) {
    const to = byId.get(edge.to);
    if (to === undefined) continue;
    if (to.kind === "end") exits.ends.push({ to, edge });
    else if (to.kind === "transfer") exits.transfers.push({ to, edge });
    else if (isMember(to)) exits.handoffs.push({ to, edge });
  }
  return exits;
}

/** The common prompt, the node's own, and how it ends a call: Vapi's endCall tool cannot say when. */
function promptOf(node: MemberNode, { workflow, context }: Scene, ends: Exit<NodeOf<"end">>[]): string {
  const words = wordsOf(workflow.language);
  const task = node.kind === "function" || node.kind === "apiRequest" ? words.task : [];
  const values = node.kind === "apiRequest" ? words.values(askedFor(node).values) : [];
  const lines = ends.map(({ to, edge }) => words.end(edge.condition || words.done, to.message));
  const parts = [workflow.prompt, ...task, ...values, node.prompt, ...lines].filter((part) => part !== "");
  return withMoment(parts.join("\n\n"), context.timeZone, answerLanguage(workflow.language));
}

/** One tool for all numbers: the model sees a single function and chooses among destinations. */
const compileTransfers = (transfers: Exit<NodeOf<"transfer">>[], words: Words) => ({
  type: "transferCall",
  destinations: transfers.map(({ to, edge }) => ({
    type: "number",
    // A workflow without faults has a number here.
    ...toDialled(to.number ?? ""),
    // Without a message, Vapi speaks a sentence of its own, in English.
    message: to.message ?? "",
    description: edge.condition || words.done,
  })),
});

/** Vapi calls our server for it: it has neither the address nor the request, only the parameters for the model. */
const compileRequest = (node: NodeOf<"apiRequest">, server: VapiServer) => ({
  type: "function",
  function: {
    name: node.id,
    ...(node.description !== "" && { description: node.description }),
    parameters: askedFor(node).schema,
  },
  server,
  ...extraction(node.variables),
});

/** A tool for each destination: OpenAI's models work best with that, and the others support it too. */
const compileHandoff = (
  to: MemberNode,
  description: string,
  from: MemberNode | undefined,
  first: MemberNode | undefined,
) => ({
  type: "handoff",
  function: { name: `handoff_to_${to.id}` },
  destinations: [
    {
      type: "assistant",
      assistantName: to.name,
      description,
      ...(from && from.kind !== "apiRequest" && extraction(variablesOf(from))),
      ...(first?.id === to.id && { assistantOverrides: NO_ONE_GREETS_TWICE }),
    },
  ],
  ...("message" in to && to.message !== null && { messages: [spoken(to.message)] }),
});

const spoken = (content: string) => ({ type: "request-start", content, blocking: true });

const extraction = (variables: Variable[]) =>
  variables.length === 0
    ? {}
    : {
        variableExtractionPlan: {
          schema: {
            type: "object",
            properties: Object.fromEntries(
              variables.map(({ name, type, description }) => [name, { type, description }]),
            ),
            required: variables.map(({ name }) => name),
          },
        },
      };

function requireTool({ functionId, name }: NodeOf<"function">, { toolIds }: CompileContext): string {
  const toolId = functionId === null ? undefined : toolIds.get(functionId);
  if (toolId === undefined) {
    throw new WaitsFor(`It waits for the function of "${name}", which the voice provider does not have yet.`);
  }
  return toolId;
}

// Vapi's own types list the words of its enums; a test checks the body against Vapi's published schemas.
const toVapiBody = (body: object) => body as SquadBody;

/** Whether a squad at Vapi is the one of our workflow. */
export const isSquadOf = (squad: Vapi.Squad, id: string): boolean =>
  squad.members.some(({ assistant }) => assistant?.metadata?.[OUR_WORKFLOW_ID] === id);
