import type { JsonSchema } from "./operations.ts";

type Fields = { properties: Record<string, JsonSchema>; required: string[] };

/**
 * The places where an answer and its example have different fields, or the answer has fields that are not in its schema.
 * Types of values are not compared (a validator does that), nor the contents of alternatives.
 */
export function differences(
  schema: JsonSchema,
  schemas: Record<string, JsonSchema>,
  { example, answer }: { example: unknown; answer: unknown },
  where = "",
): string[] {
  const plain = resolve(schema, schemas);
  if (Array.isArray(example) && Array.isArray(answer)) {
    const [wanted] = example as unknown[];
    if (plain.items === undefined || wanted === undefined) return [];
    const { items } = plain;
    return answer.flatMap((item: unknown, index) =>
      differences(items, schemas, { example: wanted, answer: item }, `${where}[${index}]`),
    );
  }
  if (!isObject(example) || !isObject(answer)) return [];
  const fields = fieldsOf(plain, schemas);
  if (Object.keys(fields.properties).length === 0) return [];
  const names = [...new Set([...Object.keys(example), ...Object.keys(answer)])];
  return names.flatMap((name) => {
    const path = where === "" ? name : `${where}.${name}`;
    const field = fields.properties[name];
    if (field === undefined) return [`${path} is not in the schema`];
    const isIn = { example: name in example, answer: name in answer };
    if (isIn.example && isIn.answer)
      return differences(field, schemas, { example: example[name], answer: answer[name] }, path);
    if (!fields.required.includes(name)) return [];
    return [isIn.example ? `${path} is in the example alone` : `${path} is in the answer alone`];
  });
}

/** The schema behind a reference, and without `null` as an alternative. */
function resolve(schema: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  if (schema.$ref !== undefined) return resolve(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, schemas);
  const choices = (schema.anyOf ?? schema.oneOf)?.filter(({ type }) => type !== "null");
  const [only] = choices ?? [];
  return choices?.length === 1 && only !== undefined ? resolve(only, schemas) : schema;
}

function fieldsOf(schema: JsonSchema, schemas: Record<string, JsonSchema>): Fields {
  const parts = (schema.allOf ?? []).map((part) => fieldsOf(resolve(part, schemas), schemas));
  return {
    properties: Object.assign(
      {},
      ...parts.map(({ properties }) => properties),
      schema.properties,
    ) as Fields["properties"],
    required: [...parts.flatMap(({ required }) => required), ...(schema.required ?? [])],
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
