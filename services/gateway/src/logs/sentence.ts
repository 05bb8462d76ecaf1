import { AUDIT_ACTIONS, type AuditAction } from "@allokoli/shared/audit/actions";
import type { LogEntry } from "./contract.ts";

type Said = Pick<LogEntry, "actor" | "action"> & { detail: Record<string, unknown> };
type Language = keyof LogEntry["sentence"];

const isKnown = (action: string): action is AuditAction => Object.hasOwn(AUDIT_ACTIONS, action);

/** An entry of the log as a sentence. An action that is no longer in the list is shown by its own name. */
export function sentenceOf({ actor, action, detail }: Said): LogEntry["sentence"] {
  const say = (language: Language) => {
    const words = isKnown(action) ? AUDIT_ACTIONS[action][language] : `{who} : ${action}{name}`;
    const parts: Record<string, string> = { who: whoIs(actor, language), name: quoted(nameIn(detail), language) };
    // In one go: a name may have braces in it.
    const sentence = words.replaceAll(/\{(who|name)\}/g, (_, part: string) => parts[part] ?? "");
    return sentence.charAt(0).toUpperCase() + sentence.slice(1);
  };
  return { fr: say("fr"), en: say("en") };
}

function whoIs({ kind, name }: LogEntry["actor"], language: Language): string {
  if (kind === "system") return "AlloKoli";
  if (kind === "api_key") return (language === "fr" ? "la clé API" : "the API key") + quoted(name, language);
  return name ?? (language === "fr" ? "quelqu’un" : "somebody");
}

/** What the thing is called, or known by. */
function nameIn({ name, email, number }: Record<string, unknown>): string | null {
  return [name, email, number].find((value) => typeof value === "string") ?? null;
}

const quoted = (name: string | null, language: Language) => {
  if (name === null) return "";
  return language === "fr" ? ` « ${name} »` : ` “${name}”`;
};
