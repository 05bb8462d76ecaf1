/** The data to note down from a call, one row for each: the part of JSON Schema that a form can show. */
export type DataRow = typeof EMPTY_DATA;
export const EMPTY_DATA = { name: "", type: "string", title: "", description: "", options: "" };

/** `date` is a text in the form of one, `choice` a text among several. */
export const DATA_TYPES = ["string", "number", "boolean", "date", "choice"] as const;
type DataType = (typeof DATA_TYPES)[number];

type Schema = { [key: string]: unknown };

const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rows of a flat schema, or undefined when rows cannot show all of it. */
export function rowsOfSchema(schema: Schema): DataRow[] | undefined {
  const { type, properties, ...rest } = schema;
  if (type !== "object" || !isObject(properties) || Object.keys(rest).length > 0) return undefined;
  const rows: DataRow[] = [];
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property)) return undefined;
    const { title = "", description = "", ...kind } = property;
    const type = typeOf(kind);
    if (type === undefined || typeof title !== "string" || typeof description !== "string") return undefined;
    rows.push({ name, type, title, description, options: Array.isArray(kind["enum"]) ? kind["enum"].join(", ") : "" });
  }
  return rows;
}

function typeOf({ type, format, enum: options, ...others }: Schema): DataType | undefined {
  if (Object.keys(others).length > 0) return undefined;
  if (options !== undefined) {
    return type === "string" && format === undefined && isListed(options) ? "choice" : undefined;
  }
  if (format !== undefined) return type === "string" && format === "date" ? "date" : undefined;
  return type === "string" || type === "number" || type === "boolean" ? type : undefined;
}

/** Whether a line with commas has the same meaning. */
const isListed = (options: unknown) =>
  Array.isArray(options) &&
  options.length > 0 &&
  options.every((option) => typeof option === "string") &&
  optionsOf(options.join(", ")).join("\n") === options.join("\n");

const optionsOf = (text: string) => [
  ...new Set(
    text
      .split(",")
      .map((option) => option.trim())
      .filter((option) => option !== ""),
  ),
];

export function schemaOfRows(rows: DataRow[]): Schema | null {
  const named = rows.filter(({ name }) => name !== "");
  if (named.length === 0) return null;
  return { type: "object", properties: Object.fromEntries(named.map((row) => [row.name, schemaOf(row)])) };
}

function schemaOf({ type, title, description, options }: DataRow): Schema {
  const told = { ...(title !== "" && { title }), ...(description !== "" && { description }) };
  if (type === "date") return { type: "string", format: "date", ...told };
  if (type !== "choice") return { type, ...told };
  const list = optionsOf(options);
  return { type: "string", ...(list.length > 0 && { enum: list }), ...told };
}
