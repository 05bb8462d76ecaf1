import type { VapiServer } from "@allokoli/shared/vapi/server-object";
import { openingHoursTool, searchTool, takeMessageTool, TOOL_WORDS, type VapiTool } from "../functions/compile.ts";
import { OPENING_HOURS, searchName, TAKE_MESSAGE } from "../functions/names.ts";
import type { AnswerLanguage } from "../own-functions/sentences.ts";
import type { Tool } from "./contract.ts";

const TOOL_TIMEOUT_SECONDS = 20;

/** A knowledge base as an assistant speaks of it. */
export type NamedBase = { id: string; name: string; description: string | null };

/** What the model calls a tool by. */
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

/** An assistant's own tools. `server` is ours, and says which assistant is asked. */
export function compileTools(tools: Tool[], server: VapiServer, language: AnswerLanguage): VapiTool[] {
  const words = TOOL_WORDS[language];
  const destinations = tools
    .filter((tool) => tool.type === "transferCall")
    .map(({ number, message, description }) => ({
      type: "number",
      number,
      ...(message !== undefined && { message }),
      ...(description !== undefined && { description }),
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

/** A function without a server of its own is asked of us. */
function compileFunction(
  { name, description, parameters, reply }: Extract<Tool, { type: "function" }>,
  ours: VapiServer,
) {
  return {
    type: "function",
    function: { name, description, parameters: { properties: {}, ...parameters, type: "object" } },
    server: "serverUrl" in reply ? { url: reply.serverUrl, timeoutSeconds: TOOL_TIMEOUT_SECONDS } : ours,
  };
}

/** What models take as the description of a function. */
const MAX_DESCRIPTION = 1000;

/** A tool for each knowledge base, which says in its name which one it searches. */
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

/** The system prompt with a last paragraph that names each knowledge base's tool: the model uses none that it does not say. */
export function withSearches(systemPrompt: string | null, bases: NamedBase[], language: AnswerLanguage): string | null {
  if (bases.length === 0) return systemPrompt;
  const lines = bases.map((base) => `- ${searchName(base)} : ${plain(base.name)}.${aboutOf(base)}`);
  const paragraph = [SEARCH_FIRST[language], ...lines].join("\n");
  return systemPrompt === null ? paragraph : `${systemPrompt}\n\n${paragraph}`;
}

const aboutOf = ({ description }: NamedBase) => (description ? ` ${plain(description)}` : "");

/** A line of words: in a prompt, Vapi would read braces as a variable, and half a pair would break all of it. */
const plain = (text: string) => text.replaceAll(/[\s{}]+/g, " ").trim();
