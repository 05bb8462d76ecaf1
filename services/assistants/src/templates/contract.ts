import { createRoute, z } from "@hono/zod-openapi";
import { WeeklyHours } from "@allokoli/shared/hours/contract";
import { json, pageOf, problems } from "@allokoli/shared/http/contract";
import { QUESTION_KINDS, TEMPLATE_LANGUAGES } from "./trades/trade.ts";
import { EXAMPLE_TEMPLATE } from "./examples.ts";

const Question = z.object({
  key: z.string().describe("The name of its answer in `answers`"),
  kind: z.enum(QUESTION_KINDS).describe("What it is answered with; `hours` with WeeklyHours, `list` with texts"),
  label: z.string(),
  help: z.string(),
  isRequired: z.boolean(),
  default: z.string().nullable().describe("What it is when nobody answers"),
  example: z.union([z.string(), z.array(z.string()), WeeklyHours]).describe("An answer, as it is given"),
  options: z
    .array(z.object({ value: z.string(), label: z.string() }))
    .nullable()
    .describe("Of a choice"),
});

export const Template = z
  .object({
    key: z.string(),
    language: z.enum(TEMPLATE_LANGUAGES),
    title: z.string(),
    description: z.string(),
    questions: z.array(Question),
    preview: z
      .object({
        name: z.string(),
        aiNotice: z.string().describe("Said at the start of every call"),
        firstMessage: z.string().describe("Said after the notice"),
        functions: z.array(z.string()).describe("The types of its tools"),
        extracted: z
          .array(z.object({ name: z.string(), type: z.string(), description: z.string() }))
          .describe("What is taken from each call"),
      })
      .describe("The assistant that the examples of its questions give"),
  })
  .openapi("Template", { example: EXAMPLE_TEMPLATE });
export type Template = z.infer<typeof Template>;

const query = z.object({ language: z.enum(TEMPLATE_LANGUAGES).default("fr") });
const tags = ["Assistants"];

export const listTemplates = createRoute({
  method: "get",
  path: "/v1/templates",
  operationId: "listTemplates",
  summary: "List templates",
  tags,
  description: "The trades that a finished assistant is made for: `POST /v1/assistants` with `template` and `answers`.",
  request: { query },
  responses: { 200: json(pageOf(Template)), ...problems("validation_failed") },
});

export const getTemplate = createRoute({
  method: "get",
  path: "/v1/templates/{key}",
  operationId: "getTemplate",
  summary: "Get a template",
  description: "A trade, with the questions that its assistant is made from.",
  tags,
  request: { params: z.object({ key: z.string() }), query },
  responses: { 200: json(Template), ...problems("not_found", "validation_failed") },
});
