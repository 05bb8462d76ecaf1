import { m } from "../../paraglide/messages.js";

/** The data noted down from the call, as rows; nested values are shown as JSON. */
export function structuredRows(data: unknown): [name: string, value: string][] {
  if (data === null || data === undefined) return [];
  if (typeof data !== "object" || Array.isArray(data)) return [[m.report_data_value(), toText(data)]];
  return Object.entries(data).map(([name, value]) => [toWords(name), toText(value)]);
}

/** `dateRendezVous` and `date_rendez_vous` become `Date rendez vous`. */
function toWords(name: string): string {
  const words = name
    .replaceAll(/([a-zà-ÿ\d])([A-ZÀ-Ý])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toText(value: unknown): string {
  if (value === null || value === undefined || value === "") return m.report_none();
  if (typeof value === "boolean") return value ? m.yes() : m.no();
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
