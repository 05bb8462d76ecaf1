import type { FieldError } from "@allokoli/shared/http/problem";
import { Problem } from "@allokoli/shared/http/problem";
import { requireAnswers } from "../templates/answers.ts";
import { finishAssistant } from "../templates/finished.ts";
import type { TradeKey } from "../templates/trades/trade-keys.ts";
import { isTemplateLanguage, TEMPLATE_LANGUAGES, type TemplateLanguage } from "../templates/trades/trade.ts";
import { TRADES } from "../templates/trades/all.ts";
import { requireNotice } from "./check-settings.ts";
import { DEFAULT_SETTINGS, type AssistantSettings } from "../settings/contract.ts";
import { withSpeech } from "../settings/voices.ts";

/** The settings that a creation names, with its template and the answers to it. */
type Named = { [Field in keyof AssistantSettings]?: AssistantSettings[Field] };
export type Creation = Named & { template?: TradeKey; answers?: Record<string, unknown> };

/**
 * The settings of a new assistant: those that the creation names, and for the others those of its template, or of a
 * good French assistant.
 * @throws {Problem} `validation_failed`, an answer as `answers.<key>`
 */
export function newSettings({ template, answers = {}, ...named }: Creation): AssistantSettings {
  if (template === undefined) {
    const settings = { ...DEFAULT_SETTINGS, name: "", ...withSpeech(DEFAULT_SETTINGS, named) };
    requireNotice(settings);
    return settings;
  }
  const language = requireTemplateLanguage(named.language ?? DEFAULT_SETTINGS.language);
  const trade = TRADES[template];
  const finished = {
    ...DEFAULT_SETTINGS,
    ...finishAssistant(trade, language, requireAnswers(trade, language, answers)),
  };
  const settings = { ...finished, ...named };
  requireNotice(settings, finished);
  return settings;
}

function requireTemplateLanguage(language: string): TemplateLanguage {
  if (isTemplateLanguage(language)) return language;
  const error: FieldError = {
    path: "language",
    message: `must be one of ${TEMPLATE_LANGUAGES.join(", ")} with a template`,
  };
  throw new Problem("validation_failed", { errors: [error] });
}
