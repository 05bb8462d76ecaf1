/** What to note down from a call, one row a thing: the part of JSON Schema that a form can show. */
export type DataRow = { name: string; type: string; description: string };

export const DATA_TYPES = ["string", "number", "boolean"] as const;

type Schema = { [key: string]: unknown };

const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rows of a flat schema, or undefined when rows would lose something of it. */
export function rowsOfSchema(schema: Schema): DataRow[] | undefined {
  const { type, properties, ...rest } = schema;
  if (type !== "object" || !isObject(properties) || Object.keys(rest).length > 0) return undefined;
  const rows: DataRow[] = [];
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property)) return undefined;
    const { type: kind, description = "", ...others } = property;
    const type = DATA_TYPES.find((known) => known === kind);
    if (type === undefined || typeof description !== "string" || Object.keys(others).length > 0) return undefined;
    rows.push({ name, type, description });
  }
  return rows;
}

export function schemaOfRows(rows: DataRow[]): Schema | null {
  const named = rows.filter(({ name }) => name !== "");
  if (named.length === 0) return null;
  return {
    type: "object",
    properties: Object.fromEntries(
      named.map(({ name, type, description }) => [name, { type, ...(description !== "" && { description }) }]),
    ),
  };
}
