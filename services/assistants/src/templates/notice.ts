import type { TemplateLanguage } from "./trade.ts";

/** How an assistant says, unless the business finds better words, that nobody human speaks. */
export const DEFAULT_NOTICE: Record<TemplateLanguage, string> = {
  fr: "Bonjour, vous parlez à un assistant vocal, une intelligence artificielle.",
  en: "Hello, you are speaking to a voice assistant, an artificial intelligence.",
};
