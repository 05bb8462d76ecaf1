import type { VapiServer } from "@allokoli/shared/vapi/server-object";
import type { ObjectSchema } from "./json-schema.ts";
import type { AnswerLanguage } from "./language.ts";

/** A tool as Vapi takes it, inside an assistant or separately. */
export type VapiTool = { type: string } & Record<string, unknown>;
type Parameters = Record<string, unknown>;

const text = (description: string) => ({ type: "string" as const, description });

/** The descriptions of our own tools for the model, in the language of its assistant and of their results. */
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

/** The parameters of `takeMessage`. */
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
/** The parameters of a search in a knowledge base. */
export const searchParameters = (language: AnswerLanguage): ObjectSchema => ({
  type: "object",
  properties: { question: text(TOOL_WORDS[language].question) },
  required: ["question"],
});
const NO_PARAMETERS: ObjectSchema = { type: "object", properties: {} };

/** A tool that Vapi calls at `server`. */
export const functionTool = (
  name: string,
  description: string,
  parameters: Parameters,
  server: VapiServer,
): VapiTool => ({
  type: "function",
  function: { name, description, parameters: { properties: {}, ...parameters, type: "object" } },
  server,
});

type Naming = { name: string; description: string; language: AnswerLanguage };

/** The tool with which an assistant takes a message. `server` is ours. */
export const takeMessageTool = (server: VapiServer, { name, description, language }: Naming): VapiTool =>
  functionTool(name, description, messageParameters(language), server);

/** The tool that tells an assistant whether the business is open. `server` is ours. */
export const openingHoursTool = (server: VapiServer, { name, description }: Omit<Naming, "language">): VapiTool =>
  functionTool(name, description, NO_PARAMETERS, server);

/** The tool with which an assistant searches a knowledge base. `server` is ours. */
export const searchTool = (server: VapiServer, { name, description, language }: Naming): VapiTool =>
  functionTool(name, description, searchParameters(language), server);
