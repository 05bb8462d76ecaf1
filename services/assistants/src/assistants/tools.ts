import type { VapiServer } from "@allokoli/shared/vapi/server-object";
import { toDialled } from "@allokoli/shared/phone/destination";
import { transferPlanOf } from "./transfer-plan.ts";
import { openingHoursTool, searchTool, takeMessageTool, TOOL_WORDS, type VapiTool } from "../tools/own-tools.ts";
import { OPENING_HOURS, searchName, TAKE_MESSAGE } from "../tools/names.ts";
import type { AnswerLanguage } from "../tools/language.ts";
import type { Tool } from "../settings/contract.ts";

/** A knowledge base as an assistant names it. */
export type NamedBase = { id: string; name: string; description: string | null };

/** The name by which the model calls a tool. */
export function vapiNameOf(tool: Tool): string {
  switch (tool.type) {
    case "endCall":
    case "transferCall":
      return tool.type;
    case "takeMessage":
      return TAKE_MESSAGE;
    case "openingHours":
      return OPENING_HOURS;
    case "function":
      return tool.name;
  }
}

/** An assistant's own tools. `server` is ours, and its address names the assistant. */
export function compileTools(tools: Tool[], server: VapiServer, language: AnswerLanguage): VapiTool[] {
  const words = TOOL_WORDS[language];
  const destinations = tools
    .filter((tool) => tool.type === "transferCall")
    .map((transfer) => ({
      type: "number",
      ...toDialled(transfer.number),
      ...(transfer.message !== undefined && { message: transfer.message }),
      ...(transfer.description !== undefined && { description: transfer.description }),
      ...transferPlanOf(transfer, language),
    }));
  return [
    ...(tools.some((tool) => tool.type === "endCall") ? [{ type: "endCall" }] : []),
    // One tool for all numbers: the model sees a single function and chooses among destinations.
    ...(destinations.length > 0 ? [{ type: "transferCall", destinations }] : []),
    ...tools.flatMap((tool): VapiTool[] => {
      switch (tool.type) {
        case "function":
          return [compileFunction(tool, server)];
        case "takeMessage":
          return [takeMessageTool(server, { name: TAKE_MESSAGE, description: words.takeMessage, language })];
        case "openingHours":
          return [openingHoursTool(server, { name: OPENING_HOURS, description: words.openingHours })];
        case "endCall":
        case "transferCall":
          return [];
      }
    }),
  ];
}

/** Vapi always asks our server: it would send the whole call to a server of the tenant's. */
const compileFunction = (
  { name, description, parameters }: Extract<Tool, { type: "function" }>,
  server: VapiServer,
) => ({
  type: "function",
  function: { name, description, parameters: { properties: {}, ...parameters, type: "object" } },
  server,
});

/** The longest description of a function that models take. */
const MAX_DESCRIPTION = 1000;

/** A tool for each knowledge base; its name says which base it searches. */
export const compileSearches = (bases: NamedBase[], server: VapiServer, language: AnswerLanguage): VapiTool[] =>
  bases.map((base) => {
    const whole = `${TOOL_WORDS[language].search(plain(base.name))}${aboutOf(base)}`;
    const description = whole.slice(0, MAX_DESCRIPTION).toWellFormed();
    return searchTool(server, { name: searchName(base), description, language });
  });

const SEARCH_FIRST = {
  fr: "Avant de répondre à une question sur ce qui suit, appelle l’outil indiqué avec la question entière, et ne réponds que d’après ce qu’il trouve :",
  en: "Before you answer a question about the following, call the tool that is named with the whole question, and answer only from what it finds:",
};

/**
 * The system prompt with a last paragraph that names the tool of each knowledge base: a model does not use a tool that
 * its prompt does not name.
 */
export function withSearches(systemPrompt: string | null, bases: NamedBase[], language: AnswerLanguage): string | null {
  if (bases.length === 0) return systemPrompt;
  const lines = bases.map((base) => `- ${searchName(base)} : ${plain(base.name)}.${aboutOf(base)}`);
  const paragraph = [SEARCH_FIRST[language], ...lines].join("\n");
  return systemPrompt === null ? paragraph : `${systemPrompt}\n\n${paragraph}`;
}

const aboutOf = ({ description }: NamedBase) => (description ? ` ${plain(description)}` : "");

/** Plain words on one line: Vapi reads braces in a prompt as a variable, and an unclosed pair breaks the prompt. */
const plain = (text: string) => text.replaceAll(/[\s{}]+/g, " ").trim();
