import type { JsonObject } from "../json.ts";
import { at } from "../json.ts";

const FRENCH = "fr-FR";

/** Fills `{{ name }}` from the call's variables; an unknown name becomes empty, as in Liquid. */
export function fillVariables(text: string, variables: JsonObject): string {
  return text.replace(/\{\{\s*([^}|]+?)\s*(?:\|[^}]*)?\}\}/g, (_whole, name: string) => {
    const value = at(variables, ...name.replaceAll('"', "").split("."));
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  });
}

/** What Vapi itself puts at hand in every call. */
export function builtInVariables(now: number, customer: JsonObject | undefined): JsonObject {
  const date = new Date(now);
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(FRENCH, { timeZone: "Europe/Paris", ...options }).format(date);
  return {
    now: date.toISOString(),
    date: part({ dateStyle: "long" }),
    time: part({ timeStyle: "short" }),
    day: part({ weekday: "long" }),
    month: part({ month: "long" }),
    year: part({ year: "numeric" }),
    ...(customer === undefined ? {} : { customer }),
  };
}
