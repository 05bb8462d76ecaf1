import type { NotCarriedOver } from "./contract.ts";

/** An export that is read: any JSON. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const objectAt = (object: Json, key: string): Json => {
  const value = object[key];
  return isObject(value) ? value : {};
};
export const listAt = (object: Json, key: string): unknown[] => {
  const value = object[key];
  return Array.isArray(value) ? value : [];
};
export const textAt = (object: Json, key: string): string | undefined => {
  const value = object[key];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};
export const isOneOf = <Word extends string>(words: readonly Word[], value: unknown): value is Word =>
  words.some((word) => word === value);

const SENTENCES: Record<string, string> = {
  model: "All nodes use the workflow's model.",
  voice: "All nodes speak with the workflow's voice.",
  transcriber: "All nodes hear with the workflow's transcriber.",
  tools: "A node has no tools of its own: make a function node of what it is to do.",
  toolIds: "A node has no tools of its own: make a function node of what it is to do.",
  headers: "An API request has no headers here: make a function of it, which keeps them sealed.",
  aliases: "A variable is used under the name that it is extracted by.",
  metadata: "What was kept beside it is not kept here.",
  server: "The server that hears of calls is set by AlloKoli; use webhooks to hear of them.",
  credentials: "Accounts at other providers are not part of a workflow here.",
  credentialIds: "Accounts at other providers are not part of a workflow here.",
};

/** Notes everything of one node, or of the workflow itself, that has no counterpart here. */
export type Notes = ReturnType<typeof createNotes>;

export function createNotes(list: NotCarriedOver[], node: string | null) {
  const add = (field: string, message: string) => void list.push({ node, field, message });
  return {
    add,
    /** The text, cut to our limit. */
    clip(text: string, max: number, field: string): string {
      const trimmed = text.trim();
      if (trimmed.length <= max) return trimmed;
      add(field, `It was cut to ${max} characters.`);
      // Half a surrogate pair cannot be stored.
      return trimmed
        .slice(0, max)
        .replace(/[\uD800-\uDBFF]$/, "")
        .trim();
    },
    /** Notes every field that is not `read` and not empty. */
    leftOver(object: Json, read: readonly string[], path = ""): void {
      for (const [key, value] of Object.entries(object)) {
        if (read.includes(key) || isEmpty(value)) continue;
        add(`${path}${key}`, SENTENCES[key] ?? `"${key}" has no counterpart here.`);
      }
    },
  };
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === "" ||
  (isObject(value) && Object.values(value).every(isEmpty)) ||
  (Array.isArray(value) && value.length === 0);
