import { html } from "hono/html";
import type { SchemaNode } from "./document.ts";

type Html = ReturnType<typeof html>;

/** A schema in a few words, the names of other schemas as links: `Call[]`, `string (date-time)`, `{ number, name? }`. */
export function schemaWords(schema: SchemaNode | undefined): Html {
  if (schema === undefined) return html`any`;
  const { $ref, anyOf, oneOf, allOf, properties, items, additionalProperties } = schema;
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1) ?? "";
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return joined(choices.map(schemaWords), " | ");
  if (allOf !== undefined) return joined(allOf.map(schemaWords), " & ");
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (schema.enum !== undefined) return html`${schema.enum.map((value) => JSON.stringify(value)).join(" | ")}`;
  if (items !== undefined)
    return properties === undefined && isChoice(items)
      ? html`(${schemaWords(items)})[]`
      : html`${schemaWords(items)}[]`;
  if (properties !== undefined) return objectWords(properties, schema.required ?? []);
  if (typeof additionalProperties === "object") return html`{ [key]: ${schemaWords(additionalProperties)} }`;
  const type = [schema.type ?? "any"].flat().join(" | ");
  return html`${type}${schema.format === undefined ? "" : ` (${schema.format})`}`;
}

const isChoice = ({ anyOf, oneOf, enum: values }: SchemaNode) =>
  anyOf !== undefined || oneOf !== undefined || values !== undefined;

function objectWords(properties: Record<string, SchemaNode>, required: string[]): Html {
  const fields = Object.entries(properties).map(
    ([name, field]) => html`${name}${required.includes(name) ? "" : "?"}: ${schemaWords(field)}`,
  );
  return html`{ ${joined(fields, ", ")} }`;
}

/** What a value must keep to, such as `1 to 40 characters · default "fr"`. */
export function schemaBounds(schema: SchemaNode | undefined): string {
  if (schema === undefined) return "";
  const bounds = [
    interval(schema.minLength, schema.maxLength, "characters"),
    interval(schema.minimum, schema.maximum, ""),
    interval(undefined, schema.maxItems, "items"),
    schema.default === undefined ? "" : `default ${JSON.stringify(schema.default)}`,
  ];
  return bounds.filter((bound) => bound !== "").join(" · ");
}

function interval(from: number | undefined, to: number | undefined, unit: string): string {
  // The generator writes the limits of a safe integer where there is no limit.
  const lowest = from !== undefined && from > Number.MIN_SAFE_INTEGER ? from : undefined;
  const highest = to !== undefined && to < Number.MAX_SAFE_INTEGER ? to : undefined;
  const words = [lowest === undefined ? "" : `from ${lowest}`, highest === undefined ? "" : `up to ${highest}`];
  const text = words.filter((word) => word !== "").join(" ");
  return text === "" || unit === "" ? text : `${text} ${unit}`;
}

/** The fields of an object schema as a table; anything else in words. */
export function schemaFields(schema: SchemaNode): Html {
  const { properties, required = [] } = schema;
  if (properties === undefined) return html`<p><code>${schemaWords(schema)}</code></p>`;
  return html`<table>
    <thead>
      <tr>
        <th>Field</th>
        <th>Type</th>
        <th>Notes</th>
      </tr>
    </thead>
    <tbody>
      ${Object.entries(properties).map(
        ([name, field]) =>
          html`<tr>
            <td><code>${name}</code>${required.includes(name) ? html` <span class="required">required</span>` : ""}</td>
            <td><code>${schemaWords(field)}</code></td>
            <td>${[field.description ?? "", schemaBounds(field)].filter((note) => note !== "").join(" · ")}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const joined = (parts: Html[], separator: string): Html =>
  html`${parts.map((part, index) => (index === 0 ? part : html`${separator}${part}`))}`;
