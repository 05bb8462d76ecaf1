/** The sentences that are put into the prompts of a workflow, in its language. */
export type Words = {
  /** The condition of an edge that has none. */
  done: string;
  /** What a node does that works without talking: in front of its own instructions. */
  task: string[];
  /** When and how a call ends, on one line. */
  end(condition: string, message: string | null): string;
};

// Quoted as JSON, so that a text of several lines stays one line and what a tenant writes ends where it ends.
const quoted = (text: string) => JSON.stringify(text);

const WORDS: Record<"fr" | "en", Words> = {
  fr: {
    done: "Quand cette étape est terminée.",
    task: [
      "Ne parle pas à l'appelant. Appelle tout de suite l'outil qui fait le travail de cette étape, avec ce qui a été dit dans la conversation ; d'après sa réponse, prends ensuite la suite qui convient.",
    ],
    end: (condition, message) =>
      message === null
        ? `- Quand ${quoted(condition)} : termine l'appel avec l'outil endCall.`
        : `- Quand ${quoted(condition)} : dis ${quoted(message)}, puis termine l'appel avec l'outil endCall.`,
  },
  en: {
    done: "When this step is done.",
    task: [
      "Do not talk to the caller. Call the tool that does the work of this step at once, with what was said in the conversation; then go on as its answer tells.",
    ],
    end: (condition, message) =>
      message === null
        ? `- When ${quoted(condition)}: end the call with the endCall tool.`
        : `- When ${quoted(condition)}: say ${quoted(message)}, then end the call with the endCall tool.`,
  },
};

export const wordsOf = (language: string): Words => WORDS[language === "fr" ? "fr" : "en"];
