import { MESSAGE_TAKEN } from "@allokoli/shared/own-functions/message-taken";

/** The sentences for the model when a function of ours has no other result. */
export const SENTENCES = {
  fr: {
    late: "Cette information n'est pas disponible pour le moment. Dis-le franchement et propose de prendre un message.",
    nothingFound: "La documentation n'en dit rien. Dis-le, et n'invente pas de réponse.",
    foundIn: (file: string) => `D'après ${file} : `,
    noQuestion: "Il manque la question.",
    notDone: (why: string) =>
      `Rien n'a été fait, car des informations n'ont pas été comprises : ${why} Demande-les à l'appelant s'il le faut, puis rappelle la fonction.`,
    noMessage: "Il manque le message : demande-le à l'appelant.",
    numberSaid: (number: string) => `Numéro donné par l'appelant : ${number}`,
    messageTaken: MESSAGE_TAKEN.fr,
    messageUnconfirmed:
      "L'enregistrement du message n'est pas confirmé : il a peut-être abouti. Rappelle cette fonction avec exactement les mêmes informations, il ne sera noté qu'une fois. D'ici là, ne dis ni qu'il est noté, ni qu'il est perdu.",
    messageLost: "Le message n'a pas pu être noté. Dis-le franchement et propose de rappeler.",
  },
  en: {
    late: "This information is not available at the moment. Say so honestly and offer to take a message.",
    nothingFound: "The documents say nothing about it. Say so, and do not make up an answer.",
    foundIn: (file: string) => `According to ${file}: `,
    noQuestion: "The question is missing.",
    notDone: (why: string) =>
      `Nothing was done, for some information was not understood: ${why} Ask the caller for it if need be, then call the function again.`,
    noMessage: "The message is missing: ask the caller for it.",
    numberSaid: (number: string) => `Number that the caller gave: ${number}`,
    messageTaken: MESSAGE_TAKEN.en,
    messageUnconfirmed:
      "Nobody knows yet whether the message was taken: it may have been. Call this function again with exactly the same information, it is taken once. Until then, say neither that it is taken nor that it is lost.",
    messageLost: "The message could not be taken. Say so honestly and ask the caller to call again.",
  },
} as const;
