import { m } from "../../paraglide/messages.js";

type Schema = { title?: unknown; description?: unknown; properties?: unknown; items?: unknown };

/**
 * The data noted down from the call, as rows for people: named by the titles or descriptions of the assistant's schema,
 * else by the words of the key. Lists are lines, and what is nested is a line of its own for each value.
 */
export function structuredRows(data: unknown, schema?: unknown): [name: string, value: string][] {
  if (data === null || data === undefined) return [];
  if (typeof data !== "object" || Array.isArray(data)) return [[m.report_data_value(), toText(data, schema)]];
  return Object.entries(data).map(([name, value]) => {
    const field = fieldOf(schema, name);
    return [toName(name, field), toText(value, field)];
  });
}

/** What a field is called by the first of these schemas that has it. */
export const fieldTitle = (name: string, schemas: unknown[]): string =>
  toName(
    name,
    schemas.map((schema) => fieldOf(schema, name)).find((field) => field !== undefined),
  );

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;

function fieldOf(schema: unknown, name: string): unknown {
  const properties = isSchema(schema) ? schema.properties : undefined;
  // Own fields only: a key such as `constructor` comes from a model.
  return isSchema(properties) && Object.hasOwn(properties, name)
    ? (properties as Record<string, unknown>)[name]
    : undefined;
}

function toName(name: string, field: unknown): string {
  if (!isSchema(field)) return toWords(name);
  const told = [field.title, field.description].find((text) => typeof text === "string" && text.trim() !== "");
  return typeof told === "string" ? told.trim() : toWords(name);
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

function toText(value: unknown, schema: unknown): string {
  if (value === null || value === undefined || value === "") return m.report_none();
  if (typeof value === "boolean") return value ? m.yes() : m.no();
  if (Array.isArray(value)) {
    if (value.length === 0) return m.report_none();
    return value.map((item) => toText(item, isSchema(schema) ? schema.items : undefined)).join("\n");
  }
  if (typeof value === "object") {
    const rows = structuredRows(value, schema);
    return rows.length === 0
      ? m.report_none()
      : rows.map(([name, text]) => m.report_data_pair({ name, value: text })).join("\n");
  }
  // JSON has only numbers and texts besides.
  return typeof value === "number" ? String(value) : typeof value === "string" ? value : m.report_none();
}
