/** The languages of a function's results. The model itself speaks the caller's language. */
export type AnswerLanguage = "fr" | "en";

/** The language of the results of an assistant's functions: French, unless it speaks another. */
export const answerLanguage = (language: string | undefined): AnswerLanguage =>
  language === undefined || language === "fr" ? "fr" : "en";
