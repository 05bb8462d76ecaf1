import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import type { OpenApiDocument } from "./openapi-merge.ts";

const WRITTEN_BY = "// Written by scripts/openapi.ts from services/gateway/openapi.json.\n";
/** Schemas whose fields are in a form of the site. */
const IN_FORMS = [
  "CreateCallerMessage",
  "UpdateCallerMessage",
  "AssistantSettings",
  "ChatMessage",
  "UpdateMe",
  "UpdateOrganization",
  "UpdatePhoneNumber",
  "UpdateTelephonyCredential",
  "SearchPhoneNumbers",
  "UpdateKnowledgeBase",
  "CreateApiKey",
  "CreateWebhook",
  "UpdateFunction",
  "CreateSquad",
  "UpdateTestSuite",
  "UpdateTest",
  "UpdateTestRun",
];
const RULES = ["enum", "minLength", "maxLength", "minimum", "maximum", "maxItems"];

const PROBLEM = {
  description: "A problem",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/**
 * The document's paths and schemas as TypeScript, each named schema also under its own name. The error answers are one,
 * `default`: they are all `Problem`.
 */
export async function toTypes({ webhooks: _webhooks, ...document }: OpenApiDocument): Promise<string> {
  const paths = mapValues(document.paths, (operations) =>
    mapValues(operations, ({ responses = {}, requestBody, description: _description, ...operation }) => ({
      ...operation,
      ...(requestBody && { requestBody: without(["default"], requestBody) }),
      responses: {
        ...Object.fromEntries(Object.entries(responses).filter(([status]) => status.startsWith("2"))),
        default: PROBLEM,
      },
    })),
  );
  const { schemas = {}, ...components } = document.components ?? {};
  const answered = namesWithin(
    Object.values(paths)
      .flatMap(Object.values)
      .map(({ responses }) => responses),
    schemas,
  );
  // A field with a default is always in an answer, and optional in a body.
  const told = Object.entries(schemas).map(([name, schema]): [string, unknown] => [
    name,
    answered.has(name) ? schema : without(["default"], schema),
  ]);
  const asked = { ...document, paths, components: { ...components, schemas: Object.fromEntries(told) } };
  // The document is valid (`requireSound`); the library's type is wider than the part that is read here.
  const types = await openapiTS(without(["example"], asked) as OpenAPI3, {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    emptyObjectsUnknown: true,
  });
  return `${WRITTEN_BY}\n${astToString(types)}`;
}

/** The names of the schemas that a part of the document refers to, directly or through others. */
function namesWithin(part: unknown, schemas: Record<string, unknown>, found = new Set<string>()): Set<string> {
  for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (found.has(name)) continue;
    found.add(name);
    namesWithin(schemas[name], schemas, found);
  }
  return found;
}

/** The rules of the forms' fields that a browser checks during input: lengths, bounds, choices. */
export function toRules({ components = {} }: OpenApiDocument): string {
  const schemas = components["schemas"] ?? {};
  const written = IN_FORMS.map((name) => {
    const rules = mapValues(propertiesOf(schemas[name], name), (field) =>
      Object.fromEntries(RULES.flatMap((rule) => (rule in field ? [[rule, field[rule]]] : []))),
    );
    return `export const ${name}Rules = ${JSON.stringify(rules, null, 2)} as const;\n`;
  });
  return [WRITTEN_BY, ...written].join("\n");
}

function propertiesOf(schema: unknown, name: string): Record<string, Record<string, unknown>> {
  if (!isRecord(schema) || !isRecord(schema["properties"])) throw new Error(`openapi.json has no fields of ${name}`);
  return mapValues(schema["properties"], (field) => (isRecord(field) ? field : {}));
}

/** A part of the document without some keywords of JSON Schema. */
function without(words: string[], value: unknown): unknown {
  if (Array.isArray(value)) return value.map((inner) => without(words, inner));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    // The keys under `properties` are names of fields, not keywords of JSON Schema.
    key === "properties" && isRecord(inner)
      ? mapValues(inner, (field) => without(words, field))
      : without(words, inner),
  ]);
  return Object.fromEntries(entries.filter(([key]) => !words.includes(key)));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mapValues = <Value, Mapped>(record: Record<string, Value>, map: (value: Value) => Mapped) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
