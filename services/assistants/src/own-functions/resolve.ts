import { assistants } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import { and, eq, isNull } from "drizzle-orm";
import type { AssistantSettings } from "../assistants/contract.ts";
import { findFunctionReplies } from "../assistants/store.ts";
import { baseIdOf, OPENING_HOURS, TAKE_MESSAGE } from "../functions/names.ts";
import type { KeptSettings } from "../functions/settings.ts";
import { findByNames, functionStore } from "../functions/store.ts";
import { answerLanguage, type AnswerLanguage } from "./sentences.ts";

/** What answers a function that is asked of us. */
export type OwnFunction =
  | { kind: "text"; text: string }
  | { kind: "takeMessage" }
  | { kind: "openingHours"; hours: WeeklyHours }
  | { kind: "knowledge"; knowledgeBaseId: string }
  | { kind: "apiRequest"; settings: Extract<KeptSettings, { kind: "apiRequest" }> };

/** Who is asked: the assistant by our id where its tool's address says it, else by Vapi's. */
export type Asked = { assistantId: string | undefined; vapiAssistantId: string | undefined };

export type AskedAssistant = {
  id: string;
  language: AnswerLanguage;
  tools: AssistantSettings["tools"];
  knowledgeBaseIds: string[];
};

/** The assistant that is asked; undefined when it is not known, or gone. */
export async function findAsked(tx: Tx, orgId: string, asked: Asked): Promise<AskedAssistant | undefined> {
  const { assistantId, vapiAssistantId } = asked;
  if (assistantId === undefined && vapiAssistantId === undefined) return undefined;
  const isNamed =
    assistantId === undefined ? eq(assistants.vapiAssistantId, vapiAssistantId ?? "") : eq(assistants.id, assistantId);
  const [row] = await tx
    .select({
      id: assistants.id,
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
      // Written from AssistantSettings and nothing else.
      tools: row.tools as AssistantSettings["tools"],
    }
  );
}

/**
 * What answers each of these names. Where a tool's address names the assistant, nothing but its own tools and knowledge
 * bases; else the tools of the one that speaks first, then the organization's functions.
 */
export async function resolve(
  tx: Tx,
  orgId: string,
  names: string[],
  asked: Asked,
): Promise<{ assistant: AskedAssistant | undefined; byName: Map<string, OwnFunction> }> {
  if (asked.assistantId !== undefined) {
    const assistant = await findAsked(tx, orgId, asked);
    const isIts = (name: string) => assistant?.knowledgeBaseIds.includes(baseIdOf(name) ?? "") === true;
    return { assistant, byName: new Map([...searchesOf(names.filter(isIts)), ...ownToolsOf(assistant)]) };
  }
  const [assistant, rows, replies] = await Promise.all([
    findAsked(tx, orgId, asked),
    findByNames(tx, orgId, names),
    findFunctionReplies(tx, orgId, names),
  ]);
  const shared = rows.flatMap((row): [string, OwnFunction][] => {
    const own = ownFunctionOf(functionStore.settingsOf(row).settings);
    return own === undefined ? [] : [[row.name, own]];
  });
  // Another assistant's text answers only where nothing says which assistant is asked.
  const texts = [...replies].map(([name, text]): [string, OwnFunction] => [name, { kind: "text", text }]);
  return {
    assistant,
    byName: new Map([
      ...(assistant === undefined ? texts : []),
      ...searchesOf(names),
      ...shared,
      ...ownToolsOf(assistant),
    ]),
  };
}

const ownToolsOf = (assistant: AskedAssistant | undefined) => (assistant?.tools ?? []).flatMap(inlineFunctionOf);

const searchesOf = (names: string[]) =>
  names.flatMap((name): [string, OwnFunction][] => {
    const knowledgeBaseId = baseIdOf(name);
    return knowledgeBaseId === undefined ? [] : [[name, { kind: "knowledge", knowledgeBaseId }]];
  });

function inlineFunctionOf(tool: AssistantSettings["tools"][number]): [string, OwnFunction][] {
  switch (tool.type) {
    case "takeMessage":
      return [[TAKE_MESSAGE, { kind: "takeMessage" }]];
    case "openingHours":
      return [[OPENING_HOURS, { kind: "openingHours", hours: tool.hours }]];
    case "function":
      return "text" in tool.reply ? [[tool.name, { kind: "text", text: tool.reply.text }]] : [];
    case "endCall":
    case "transferCall":
      return [];
  }
}

function ownFunctionOf(settings: KeptSettings): OwnFunction | undefined {
  switch (settings.kind) {
    case "takeMessage":
    case "openingHours":
    case "knowledge":
      return settings;
    case "apiRequest":
      return { kind: "apiRequest", settings };
    case "function":
    case "transferCall":
    case "endCall":
    case "sms":
      return undefined;
  }
}
