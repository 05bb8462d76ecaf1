import type { OpenApiDocument, OpenApiSchema } from "./openapi-merge.ts";

/** The events that Zapier's triggers listen to. */
const EVENTS = [
  "call.report",
  "caller-message.taken",
  "call.failed",
  "call.started",
  "test-run.ended",
  "phone-number.failed",
];
/** What actions and searches answer, and the fields that are shown before there is a real one. */
const RESOURCES = {
  call: {
    schema: "Call",
    fields: [
      "id",
      "direction",
      "status",
      "assistant",
      "customer",
      "phoneNumber",
      "name",
      "startedAt",
      "endedAt",
      "createdAt",
    ],
  },
  assistant: { schema: "Assistant", fields: ["id", "name", "language", "firstMessage", "createdAt"] },
  callerMessage: {
    schema: "CallerMessage",
    fields: [
      "id",
      "callId",
      "callerName",
      "callerNumber",
      "subject",
      "body",
      "isUrgent",
      "handledAt",
      "note",
      "createdAt",
    ],
  },
  template: { schema: "Template", fields: ["key", "title"] },
} as const;
/** Each organization has other keys in these: whoever maps one of the example's would find nothing. */
const FREE_FORM = new Set(["structuredData", "arguments", "metadata"]);

/**
 * The examples of the document that other tools show before they have called the API. Every key of them is in what the API
 * answers.
 */
export function toSamples(document: OpenApiDocument): string {
  const events = Object.fromEntries(EVENTS.map((type) => [type, withoutFreeForm(exampleOfEvent(document, type))]));
  const resources = Object.fromEntries(
    Object.entries(RESOURCES).map(([name, { schema, fields }]) => [name, picked(exampleOf(document, schema), fields)]),
  );
  return `${JSON.stringify({ events, ...resources }, null, 2)}\n`;
}

function exampleOfEvent({ webhooks }: OpenApiDocument, type: string): unknown {
  const example = webhooks?.[type]?.["post"]?.requestBody?.content?.["application/json"]?.example;
  if (example === undefined) throw new Error(`openapi.json has no example of the event ${type}`);
  return example;
}

function exampleOf({ components }: OpenApiDocument, name: string): Record<string, unknown> {
  // `requireExamples` holds that every named schema of an answer has one that fits it.
  const schema = components?.["schemas"]?.[name] as OpenApiSchema | undefined;
  if (typeof schema?.example !== "object" || schema.example === null)
    throw new Error(`openapi.json has no example of ${name}`);
  return schema.example as Record<string, unknown>;
}

function picked(example: Record<string, unknown>, fields: readonly string[]) {
  const missing = fields.filter((field) => !(field in example));
  if (missing.length > 0) throw new Error(`the example has no ${missing.join(", ")}`);
  return Object.fromEntries(fields.map((field) => [field, example[field]]));
}

function withoutFreeForm(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (FREE_FORM.has(key) ? [] : [[key, withoutFreeForm(inner)]])),
  );
}
