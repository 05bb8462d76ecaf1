import type { VapiServer } from "@allokoli/shared/vapi/server-object";
import type { Vapi } from "@vapi-ai/server-sdk";
import type { AnswerLanguage } from "../own-functions/sentences.ts";
import type { ObjectSchema } from "./json-schema.ts";
import type { KeptFunction, KeptSettings } from "./settings.ts";

/** A tool as Vapi takes it, inside an assistant or by itself. */
export type VapiTool = { type: string } & Record<string, unknown>;
type Parameters = Record<string, unknown>;

const text = (description: string) => ({ type: "string" as const, description });

/** What the model is told of our own tools, in the language that its assistant speaks: it answers in the same. */
type ToolWords = {
  takeMessage: string;
  openingHours: string;
  search: (base: string) => string;
  message: string;
  callerName: string;
  callerNumber: string;
  subject: string;
  isUrgent: string;
  question: string;
};
export const TOOL_WORDS: Record<AnswerLanguage, ToolWords> = {
  fr: {
    takeMessage:
      "Prend un message pour l’équipe, quand l’appelant veut en laisser un ou que personne ne peut lui répondre.",
    openingHours: "Dit si c’est ouvert en ce moment, jusqu’à quand, et les horaires des jours qui viennent.",
    search: (base) => `Cherche dans « ${base} ».`,
    message: "Le message, avec tout ce qu’il faut pour y répondre",
    callerName: "Le nom de l’appelant",
    callerNumber: "Le numéro auquel le rappeler, s’il en donne un",
    subject: "L’objet, en quelques mots",
    isUrgent: "Vrai si cela ne peut pas attendre",
    question: "La question de l’appelant, en entier",
  },
  en: {
    takeMessage: "Takes a message for the team, when the caller wants to leave one or nobody can answer them.",
    openingHours: "Says whether it is open now, until when, and the hours of the days to come.",
    search: (base) => `Searches “${base}”.`,
    message: "The message, with all that is needed to answer it",
    callerName: "The caller's name",
    callerNumber: "The number to call back, if they give one",
    subject: "What it is about, in a few words",
    isUrgent: "True when it cannot wait",
    question: "The caller's question, whole",
  },
};

/** What `takeMessage` asks the model for. */
export const messageParameters = (language: AnswerLanguage): ObjectSchema => {
  const words = TOOL_WORDS[language];
  return {
    type: "object",
    properties: {
      message: text(words.message),
      callerName: text(words.callerName),
      callerNumber: text(words.callerNumber),
      subject: text(words.subject),
      isUrgent: { type: "boolean", description: words.isUrgent },
    },
    required: ["message"],
  };
};
/** What a search of a knowledge base asks the model for. */
export const searchParameters = (language: AnswerLanguage): ObjectSchema => ({
  type: "object",
  properties: { question: text(TOOL_WORDS[language].question) },
  required: ["question"],
});
const NO_PARAMETERS: ObjectSchema = { type: "object", properties: {} };

const functionTool = (name: string, description: string, parameters: Parameters, server: object): VapiTool => ({
  type: "function",
  function: { name, description, parameters: { properties: {}, ...parameters, type: "object" } },
  server,
});

type Naming = { name: string; description: string; language: AnswerLanguage };

/** The tool with which an assistant takes a message. `server` is ours. */
export const takeMessageTool = (server: VapiServer, { name, description, language }: Naming): VapiTool =>
  functionTool(name, description, messageParameters(language), server);

/** The tool with which an assistant knows whether it is open. `server` is ours. */
export const openingHoursTool = (server: VapiServer, { name, description }: Omit<Naming, "language">): VapiTool =>
  functionTool(name, description, NO_PARAMETERS, server);

/** The tool with which an assistant asks a knowledge base. `server` is ours. */
export const searchTool = (server: VapiServer, { name, description, language }: Naming): VapiTool =>
  functionTool(name, description, searchParameters(language), server);

export type ToolContext = {
  id: string;
  name: string;
  /** Our `receive`. */
  server: VapiServer;
  /** The headers of the tenant's own server, opened. */
  headers: Record<string, string>;
};

/**
 * The function as a tool at Vapi, for creation and for PATCH alike: every top-level field that we use is there, whole.
 * What asks the outside with a tenant's secrets is asked of us, that neither the model nor Vapi's description of the tool
 * has them.
 */
export function compileTool({ description, settings }: KeptFunction, context: ToolContext): ToolBody {
  return toVapiBody({ ...toolOf(description, settings, context), rejectionPlan: markOf(context.id) });
}

/** What Vapi takes for creation, and for PATCH. */
export type ToolBody = Vapi.CreateToolsRequest & Vapi.UpdateToolsRequestBody;
// A union of two dozen types, told apart by `type`. That each of ours is Vapi's is tested against its published schemas.
const toVapiBody = (body: VapiTool) => body as unknown as ToolBody;

/** Of a function that several assistants share: that of most of them. */
const LANGUAGE: AnswerLanguage = "fr";

function toolOf(description: string, settings: KeptSettings, { name, server, headers }: ToolContext): VapiTool {
  switch (settings.kind) {
    case "function": {
      const { url, timeoutSeconds } = settings.server;
      return functionTool(name, description, settings.parameters, { url, timeoutSeconds, headers });
    }
    case "apiRequest":
      return functionTool(name, description, settings.parameters, server);
    case "knowledge":
      return searchTool(server, { name, description, language: LANGUAGE });
    case "takeMessage":
      return takeMessageTool(server, { name, description, language: LANGUAGE });
    case "openingHours":
      return openingHoursTool(server, { name, description });
    case "transferCall":
      return {
        type: "transferCall",
        destinations: settings.destinations.map(({ number, when, message }) => ({
          type: "number",
          number,
          description: when,
          ...(message !== undefined && { message }),
        })),
      };
    case "endCall":
      return { type: "endCall" };
    case "sms":
      return { type: "sms" };
  }
}

/**
 * A tool at Vapi has no metadata: our id stands in a condition under which the call of the tool would be rejected, and
 * which nobody ever says.
 */
const markOf = (id: string) => ({ conditions: [{ type: "regex", regex: `allokoli:function:${id}` }] });

/** Whether a tool at Vapi is the one of our function. */
export const isToolOf = (tool: object, id: string): boolean =>
  "rejectionPlan" in tool && JSON.stringify(tool.rejectionPlan ?? null).includes(`allokoli:function:${id}`);

const FIELDS = [
  ["function.name", "name"],
  ["name", "name"],
  ["function.description", "description"],
  ["function.parameters", "settings.parameters"],
  ["function", "settings"],
  ["destinations", "settings.destinations"],
  ["server.headers", "settings.server.headers"],
  ["server.timeoutSeconds", "settings.server.timeoutSeconds"],
  ["server", "settings.server.url"],
  ["type", "settings.kind"],
] as const;

/** The field behind one that Vapi complains about, such as `settings.parameters` for `function.parameters`. */
export function toField(vapiField: string): string | undefined {
  return FIELDS.find(
    ([prefix]) => vapiField === prefix || vapiField.startsWith(`${prefix}.`) || vapiField.startsWith(`${prefix}[`),
  )?.[1];
}
