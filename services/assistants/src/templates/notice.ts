import type { TemplateLanguage } from "./trades/trade.ts";

/** The default words with which an assistant says that it is an AI. */
export const DEFAULT_NOTICE: Record<TemplateLanguage, string> = {
  fr: "Bonjour, vous parlez à un assistant vocal, une intelligence artificielle.",
  en: "Hello, you are speaking to a voice assistant, an artificial intelligence.",
};

/** An example of words that ask for consent to a recording: that, what for, and how to object. */
export const RECORDING_NOTICE: Record<TemplateLanguage, string> = {
  fr: "Cet appel est enregistré pour le suivi de votre demande. Si vous ne le souhaitez pas, raccrochez et écrivez-nous.",
  en: "This call is recorded so that we can follow up on your request. If you object, please hang up and write to us.",
};
