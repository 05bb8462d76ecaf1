/** What a function says is told to the model in one of these; it speaks the caller's language by itself. */
export type AnswerLanguage = "fr" | "en";

/** The language in which an assistant's functions answer: French, unless it speaks another. */
export const answerLanguage = (language: string | undefined): AnswerLanguage =>
  language === undefined || language === "fr" ? "fr" : "en";

/** What the model is told when a function of ours has nothing better to say. */
export const SENTENCES = {
  fr: {
    late: "Cette information n'est pas disponible pour le moment. Dis-le franchement et propose de prendre un message.",
    nothingFound: "La documentation n'en dit rien. Dis-le, et n'invente pas de réponse.",
    foundIn: (file: string) => `D'après ${file} : `,
    noQuestion: "Il manque la question.",
    noMessage: "Il manque le message : demande-le à l'appelant.",
    messageTaken: "Le message est noté et sera transmis.",
    messageLost: "Le message n'a pas pu être noté. Dis-le franchement et propose de rappeler.",
  },
  en: {
    late: "This information is not available at the moment. Say so honestly and offer to take a message.",
    nothingFound: "The documents say nothing about it. Say so, and do not make up an answer.",
    foundIn: (file: string) => `According to ${file}: `,
    noQuestion: "The question is missing.",
    noMessage: "The message is missing: ask the caller for it.",
    messageTaken: "The message is taken and will be passed on.",
    messageLost: "The message could not be taken. Say so honestly and ask the caller to call again.",
  },
} as const;
