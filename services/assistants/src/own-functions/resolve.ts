import { assistants } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import { and, eq, isNull } from "drizzle-orm";
import type { AssistantSettings } from "../settings/contract.ts";
import { UpdateAssistant } from "../assistants/contract.ts";
import { findFunctionReplies } from "../assistants/store.ts";
import { findChange } from "../drafts/store.ts";
import { MAX_TIMEOUT_SECONDS } from "../functions/contract.ts";
import { baseIdOf, OPENING_HOURS, TAKE_MESSAGE } from "../tools/names.ts";
import type { KeptSettings } from "../functions/settings.ts";
import { findByNames, type FunctionRow } from "../functions/store.ts";
import { UpdateWorkflow } from "../workflows/contract.ts";
import type { Node } from "../workflows/graph.ts";
import { toApiRequest } from "../workflows/request.ts";
import { workflowResource } from "../workflows/store.ts";
import type { OutsideFunction } from "./outside.ts";
import { answerLanguage, type AnswerLanguage } from "../tools/language.ts";

/** A function that we answer, or whose request we send. */
export type OwnFunction =
  | { kind: "text"; text: string }
  | { kind: "takeMessage" }
  | { kind: "openingHours"; hours: WeeklyHours }
  | { kind: "knowledge"; knowledgeBaseId: string }
  | OutsideFunction;

export const isOutside = (own: OwnFunction): own is OutsideFunction =>
  own.kind === "apiRequest" || own.kind === "toolServer";

/**
 * Whose tool was called: the workflow or assistant by our id if the tool's address names it, else the assistant by
 * Vapi's id.
 */
export type ToolOwner = {
  assistantId: string | undefined;
  vapiAssistantId: string | undefined;
  workflowId?: string | undefined;
  /** Its draft is tried, for as long as there is one. */
  isDraft?: boolean | undefined;
};

export type OwningAssistant = {
  id: string;
  name: string;
  language: AnswerLanguage;
  tools: AssistantSettings["tools"];
  knowledgeBaseIds: string[];
};

/** The assistant whose tool was called; undefined when it is unknown or deleted. */
export async function findToolOwner(tx: Tx, orgId: string, asked: ToolOwner): Promise<OwningAssistant | undefined> {
  const { assistantId, vapiAssistantId } = asked;
  if (assistantId === undefined && vapiAssistantId === undefined) return undefined;
  const isNamed =
    assistantId === undefined ? eq(assistants.vapiAssistantId, vapiAssistantId ?? "") : eq(assistants.id, assistantId);
  const [row] = await tx
    .select({
      id: assistants.id,
      name: assistants.name,
      language: assistants.language,
      tools: assistants.tools,
      knowledgeBaseIds: assistants.knowledgeBaseIds,
    })
    .from(assistants)
    .where(and(eq(assistants.orgId, orgId), isNamed, isNull(assistants.deletedAt)));
  return (
    row && {
      ...row,
      language: answerLanguage(row.language),
      // Only AssistantSettings are written here.
      tools: row.tools as AssistantSettings["tools"],
    }
  );
}

export type Resolved = {
  assistant: OwningAssistant | undefined;
  byName: Map<string, OwnFunction>;
  /** Those that are functions of the organization, with their ids. */
  functionIds: Map<OwnFunction, string>;
};

/**
 * The function behind each name. If the tool's address names a workflow, only its API requests; if it names an
 * assistant, only its own tools and knowledge bases; else the speaking assistant's tools, then the organization's
 * functions.
 */
export async function resolve(tx: Tx, orgId: string, names: string[], asked: ToolOwner): Promise<Resolved> {
  if (asked.workflowId !== undefined) {
    const [workflow, change] = await Promise.all([
      workflowResource.find(tx, orgId, asked.workflowId),
      asked.isDraft && findChange(tx, { orgId, kind: "workflow", id: asked.workflowId }),
    ]);
    const nodes = change ? UpdateWorkflow.parse(change).nodes : undefined;
    const byName = new Map(workflow && requestsOf(nodes ?? workflow.settings.nodes));
    return { assistant: undefined, byName, functionIds: new Map() };
  }
  if (asked.assistantId !== undefined) {
    const [found, change] = await Promise.all([
      findToolOwner(tx, orgId, asked),
      asked.isDraft && findChange(tx, { orgId, kind: "assistant", id: asked.assistantId }),
    ]);
    const assistant = found && change ? withDraft(found, UpdateAssistant.parse(change)) : found;
    const isIts = (name: string) => assistant?.knowledgeBaseIds.includes(baseIdOf(name) ?? "") === true;
    const byName = new Map([...searchesOf(names.filter(isIts)), ...ownToolsOf(assistant)]);
    return { assistant, byName, functionIds: new Map() };
  }
  const [assistant, rows, replies] = await Promise.all([
    findToolOwner(tx, orgId, asked),
    findByNames(tx, orgId, names),
    findFunctionReplies(tx, orgId, names),
  ]);
  const functionIds = new Map<OwnFunction, string>();
  const shared = rows.flatMap((row): [string, OwnFunction][] => {
    const own = ownFunctionOf(row, row.settings.settings);
    if (own === undefined) return [];
    functionIds.set(own, row.id);
    return [[row.name, own]];
  });
  // Another assistant's text answers only when the assistant is unknown.
  const texts = [...replies].map(([name, text]): [string, OwnFunction] => [name, { kind: "text", text }]);
  return {
    assistant,
    functionIds,
    byName: new Map([
      ...(assistant === undefined ? texts : []),
      ...searchesOf(names),
      ...shared,
      ...ownToolsOf(assistant),
    ]),
  };
}

const withDraft = (
  assistant: OwningAssistant,
  { name, language, tools, knowledgeBaseIds }: UpdateAssistant,
): OwningAssistant => ({
  ...assistant,
  ...(name !== undefined && { name }),
  ...(language !== undefined && { language: answerLanguage(language) }),
  ...(tools !== undefined && { tools }),
  ...(knowledgeBaseIds !== undefined && { knowledgeBaseIds }),
});

const ownToolsOf = (assistant: OwningAssistant | undefined) =>
  (assistant?.tools ?? []).flatMap((tool) => inlineFunctionOf(tool, assistant?.id ?? ""));

const requestsOf = (nodes: Node[]) =>
  nodes.flatMap((node): [string, OwnFunction][] => {
    const settings = node.kind === "apiRequest" ? toApiRequest(node) : undefined;
    return settings === undefined ? [] : [[node.id, { kind: "apiRequest", settings }]];
  });

const searchesOf = (names: string[]) =>
  names.flatMap((name): [string, OwnFunction][] => {
    const knowledgeBaseId = baseIdOf(name);
    return knowledgeBaseId === undefined ? [] : [[name, { kind: "knowledge", knowledgeBaseId }]];
  });

function inlineFunctionOf(tool: AssistantSettings["tools"][number], assistantId: string): [string, OwnFunction][] {
  switch (tool.type) {
    case "takeMessage":
      return [[TAKE_MESSAGE, { kind: "takeMessage" }]];
    case "openingHours":
      return [[OPENING_HOURS, { kind: "openingHours", hours: tool.hours }]];
    case "function":
      return [
        [
          tool.name,
          "text" in tool.reply
            ? { kind: "text", text: tool.reply.text }
            : toServer(tool, tool.reply.serverUrl, assistantId),
        ],
      ];
    case "endCall":
    case "transferCall":
      return [];
  }
}

type InlineFunction = Extract<AssistantSettings["tools"][number], { type: "function" }>;
const toServer = (
  { name, parameters = { type: "object" } }: InlineFunction,
  url: string,
  assistantId: string,
): OwnFunction => ({
  kind: "toolServer",
  owner: { assistantId },
  name,
  url,
  parameters,
  timeoutSeconds: MAX_TIMEOUT_SECONDS,
  settings: undefined,
});

/** The organization's function as one of ours; undefined for a function that Vapi executes itself. */
export function ownFunctionOf(
  { id, name }: Pick<FunctionRow, "id" | "name">,
  settings: KeptSettings,
): OwnFunction | undefined {
  switch (settings.kind) {
    case "takeMessage":
    case "openingHours":
    case "knowledge":
      return settings;
    case "apiRequest":
      return { kind: "apiRequest", settings };
    case "function": {
      const { url, timeoutSeconds } = settings.server;
      const owner = { functionId: id };
      return { kind: "toolServer", owner, name, url, parameters: settings.parameters, timeoutSeconds, settings };
    }
    case "transferCall":
    case "endCall":
    case "sms":
      return undefined;
  }
}
