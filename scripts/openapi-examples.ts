import type { OpenApiBody, OpenApiDocument, OpenApiMedia, OpenApiOperation, OpenApiSchema } from "./openapi-merge.ts";

type Schemas = Record<string, OpenApiSchema>;

/** The document with an example for each JSON body: that of its schema, or one made of the examples of its parts. */
export function withExamples(document: OpenApiDocument): OpenApiDocument {
  // The components are of several kinds; those under `schemas` are JSON Schemas.
  const schemas = (document.components?.["schemas"] ?? {}) as Schemas;
  const inBody = (body: OpenApiBody): OpenApiBody =>
    body.content === undefined
      ? body
      : { ...body, content: mapValues(body.content, (media) => inMedia(media, schemas)) };
  const inOperation = (operation: OpenApiOperation): OpenApiOperation => ({
    ...operation,
    ...(operation.requestBody && { requestBody: inBody(operation.requestBody) }),
    ...(operation.responses && { responses: mapValues(operation.responses, inBody) }),
  });
  const inPaths = (paths: OpenApiDocument["paths"]) => mapValues(paths, (methods) => mapValues(methods, inOperation));
  return {
    ...document,
    paths: inPaths(document.paths),
    ...(document.webhooks && { webhooks: inPaths(document.webhooks) }),
  };
}

/** Audio has no readable example. */
const needsExample = (mediaType: string) => !mediaType.startsWith("audio/") && mediaType !== "application/problem+json";

/** Throws, and names every body that has no example. */
export function requireExamples({ paths, webhooks = {} }: OpenApiDocument): void {
  const faults: string[] = [];
  for (const [path, methods] of [...Object.entries(paths), ...Object.entries(webhooks)]) {
    for (const [method, { requestBody, responses }] of Object.entries(methods)) {
      for (const [where, { content = {} }] of Object.entries({ ...responses, body: requestBody ?? {} })) {
        for (const [mediaType, { example }] of Object.entries(content)) {
          if (needsExample(mediaType) && example === undefined)
            faults.push(`${method.toUpperCase()} ${path} ${where} ${mediaType}`);
        }
      }
    }
  }
  if (faults.length > 0) throw new Error(`openapi.json would lack examples:\n${faults.join("\n")}`);
}

function inMedia(media: OpenApiMedia, schemas: Schemas): OpenApiMedia {
  if (media.schema === undefined || media.example !== undefined) return media;
  const example = exampleOf(media.schema, schemas);
  return example === undefined ? media : { ...media, example };
}

/** The example of a list has one item and no next page. */
function exampleOf(schema: OpenApiSchema, schemas: Schemas): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) return exampleOf(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, schemas);
  if (schema.items !== undefined) {
    const item = exampleOf(schema.items, schemas);
    return item === undefined ? undefined : [item];
  }
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([name, field]) => [name, exampleOf(field, schemas)] as const);
    return fields.some(([, example]) => example === undefined) ? undefined : Object.fromEntries(fields);
  }
  return [schema.type].flat().includes("null") ? null : undefined;
}

const mapValues = <Value, Mapped>(record: Record<string, Value>, map: (value: Value) => Mapped) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
