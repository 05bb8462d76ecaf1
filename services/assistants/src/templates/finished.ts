import type { AssistantSettings } from "../settings/contract.ts";
import { speechOf } from "../settings/voices.ts";
import { DEFAULT_NOTICE } from "./notice.ts";
import { buildPrompt } from "./prompt.ts";
import type { Answers, TemplateLanguage, Trade, Wording } from "./trades/trade.ts";

const MAX_NAME_LENGTH = 40;

const GOODBYE: Record<TemplateLanguage, { message: string; phrases: string[]; transfer: string }> = {
  fr: {
    message: "Merci de votre appel, au revoir !",
    phrases: ["au revoir", "bonne journée", "bonne soirée"],
    transfer: "Je vous passe quelqu’un, un instant s’il vous plaît.",
  },
  en: {
    message: "Thank you for calling. Goodbye!",
    phrases: ["goodbye", "have a nice day", "have a good evening"],
    transfer: "I’ll put you through to somebody, one moment please.",
  },
};

const SUMMARY: Record<TemplateLanguage, string> = {
  fr: "Résume l’appel en deux ou trois phrases, en français, pour quelqu’un qui doit y donner suite : qui a appelé, pourquoi, ce qui a été convenu, ce qui reste à faire. Ne réponds que par le résumé.",
  en: "Summarize the call in two or three sentences for somebody who has to follow it up: who called, why, what was agreed, what remains to be done. Answer with nothing but the summary.",
};

const CALLBACK: Record<TemplateLanguage, Wording["extract"]> = {
  fr: {
    callerName: { type: "string", description: "Nom de l’appelant" },
    callbackNumber: { type: "string", description: "Numéro de rappel" },
    reason: { type: "string", title: "Motif", description: "Motif de l’appel, en une phrase" },
    needsFollowUp: { type: "boolean", title: "À suivre", description: "Si quelqu’un doit rappeler ou agir" },
  },
  en: {
    callerName: { type: "string", description: "Name of the caller" },
    callbackNumber: { type: "string", description: "Number to call back" },
    reason: { type: "string", title: "Reason", description: "Reason for the call, in one sentence" },
    needsFollowUp: {
      type: "boolean",
      title: "To follow up",
      description: "Whether somebody has to call back or to act",
    },
  },
};

/** The data from each call: whom to call back, and what the trade needs besides. */
export const extractionOf = (wording: Wording, language: TemplateLanguage): Wording["extract"] => ({
  ...CALLBACK[language],
  ...wording.extract,
});

/** The settings that a trade decides. */
export type FinishedAssistant = Partial<AssistantSettings> &
  Pick<AssistantSettings, "name" | "language" | "tools"> & { aiNotice: string; firstMessage: string };

/** Cuts a text, but never within a surrogate pair. */
const cut = (text: string, max: number) =>
  text
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, "")
    .trim();

/** A finished assistant of a trade for a business: every setting that the trade decides. */
export function finishAssistant(trade: Trade, language: TemplateLanguage, answers: Answers): FinishedAssistant {
  const wording = trade[language];
  const recordingNotice = answers.text("recordingNotice");
  const [hours, number] = [answers.hours(), answers.text("transferNumber")];
  return {
    name: cut(answers.text("name") ?? wording.title, MAX_NAME_LENGTH),
    language,
    systemPrompt: buildPrompt(wording, answers, language),
    aiNotice: answers.text("aiNotice") ?? DEFAULT_NOTICE[language],
    firstMessage: [recordingNotice, wording.greeting(answers)].filter((part) => part !== undefined).join(" "),
    recordingEnabled: recordingNotice !== undefined,
    firstMessageMode: "assistant-speaks-first",
    ...speechOf(language),
    endCallMessage: GOODBYE[language].message,
    endCallPhrases: GOODBYE[language].phrases,
    summaryPrompt: SUMMARY[language],
    successPrompt: wording.success,
    structuredDataSchema: { type: "object", properties: extractionOf(wording, language) },
    tools: [
      { type: "takeMessage" },
      ...(hours === undefined ? [] : [{ type: "openingHours" as const, hours }]),
      ...(number === undefined ? [] : [{ type: "transferCall" as const, number, message: GOODBYE[language].transfer }]),
      { type: "endCall" },
    ],
  };
}
