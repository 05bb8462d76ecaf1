import type { AddressValue } from "./request.ts";

/** The sentences for the prompts of a workflow, in its language. */
export type Words = {
  /** The condition of an edge without one. */
  done: string;
  /** The task of a node that works without talking; it comes before the node's own instructions. */
  task: string[];
  /** The values that an API request is to get, from what is known already. */
  values(values: AddressValue[]): string[];
  /** When and how a call ends, on one line. */
  end(condition: string, message: string | null): string;
};

// Quoted as JSON, so that a text of several lines stays on one line, and the end of a tenant's text is clear.
const quoted = (text: string) => JSON.stringify(text);

const toLine = ({ name, expression }: AddressValue) => `- ${name}: {{ ${expression} }}`;

const WORDS: Record<"fr" | "en", Words> = {
  fr: {
    done: "Quand cette étape est terminée.",
    task: [
      "Ne parle pas à l'appelant. Appelle tout de suite l'outil qui fait le travail de cette étape, avec ce qui a été dit dans la conversation ; d'après sa réponse, prends ensuite la suite qui convient.",
    ],
    values: (values) =>
      values.length === 0
        ? []
        : [["Donne à l'outil ces valeurs, sans rien y changer :", ...values.map(toLine)].join("\n")],
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
    values: (values) =>
      values.length === 0
        ? []
        : [["Give the tool these values, and change nothing in them:", ...values.map(toLine)].join("\n")],
    end: (condition, message) =>
      message === null
        ? `- When ${quoted(condition)}: end the call with the endCall tool.`
        : `- When ${quoted(condition)}: say ${quoted(message)}, then end the call with the endCall tool.`,
  },
};

export const wordsOf = (language: string): Words => WORDS[language === "fr" ? "fr" : "en"];
