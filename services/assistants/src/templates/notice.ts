import type { TemplateLanguage } from "./trades/trade.ts";

/** The default words with which an assistant says that it is an AI. */
export const DEFAULT_NOTICE: Record<TemplateLanguage, string> = {
  fr: "Bonjour, vous parlez à un assistant vocal, une intelligence artificielle.",
  en: "Hello, you are speaking to a voice assistant, an artificial intelligence.",
};
