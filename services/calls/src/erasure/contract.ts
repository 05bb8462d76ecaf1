import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, json, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { Call } from "../calls/contract.ts";
import { Message } from "../messages/contract.ts";
import { EXAMPLE_CALLER_DATA, EXAMPLE_ERASURE } from "./examples.ts";

export const Erasure = z
  .object({
    id: z.uuid(),
    ending: z.string().describe("The last two digits of the number: the number itself is not kept"),
    calls: z.int(),
    messages: z.int().describe("Messages that the caller left"),
    events: z.int().describe("What was sent, or was to be, to webhooks"),
    questions: z.int().describe("What the caller asked a knowledge base"),
    remaining: z
      .int()
      .describe("Calls that nobody sees any more, but that are still to be removed at the voice provider"),
    requestedBy: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Erasure", { example: EXAMPLE_ERASURE });
export type Erasure = z.infer<typeof Erasure>;

const LeftMessage = z.object({
  id: z.uuid(),
  callId: z.uuid().nullable(),
  callerName: z.string().nullable(),
  subject: z.string().nullable(),
  body: z.string(),
  isUrgent: z.boolean(),
  note: z.string().nullable(),
  createdAt: z.iso.datetime(),
});

export const CallerData = z
  .object({
    number: z.string(),
    calls: z.array(Call.extend({ messages: z.array(Message) }).openapi({ example: EXAMPLE_CALLER_DATA.calls[0] })),
    callerMessages: z.array(LeftMessage).describe("On the first page"),
    questions: z
      .array(z.object({ text: z.string(), createdAt: z.iso.datetime() }))
      .describe("What they asked a knowledge base in these calls"),
    blocked: z
      .object({ note: z.string().nullable(), answer: z.string().nullable(), createdAt: z.iso.datetime() })
      .nullable()
      .describe("That the organization turns them away, since when and why"),
    nextCursor: z.string().nullable(),
  })
  .openapi("CallerData", { example: EXAMPLE_CALLER_DATA });
export type CallerData = z.infer<typeof CallerData>;

const NumberParam = z.object({
  number: z.string().min(3).max(40).describe("As people write it: `06 12 34 56 78`, or `+33612345678`"),
});
const CallerPageQuery = PageQuery.extend({ limit: z.coerce.number().int().min(1).max(20).default(20) });
const tags = ["Callers"];

export const getCallerData = createRoute({
  method: "get",
  path: "/v1/callers/{number}",
  operationId: "getCallerData",
  summary: "Export everything of a caller",
  description:
    "What a person may ask to see: their calls with all that was said, what they left, what they asked, and that they are blocked. Recordings are at each call's own address.",
  tags,
  request: { params: NumberParam, query: CallerPageQuery },
  responses: { 200: json(CallerData), ...problems("validation_failed") },
});

export const eraseCaller = createRoute({
  method: "delete",
  path: "/v1/callers/{number}",
  operationId: "eraseCaller",
  summary: "Erase everything of a caller",
  description:
    "Calls with conversations and recordings, messages, questions, events and the bodies of their deliveries, and that they are blocked; at the voice provider too, which takes a moment (`remaining`). There is no way back. `conflict` while the caller is on the telephone. For admins.",
  tags,
  request: { params: NumberParam },
  responses: { 202: json(Erasure), ...problems("validation_failed", "conflict") },
});

export const listErasures = createRoute({
  method: "get",
  path: "/v1/erasures",
  operationId: "listErasures",
  summary: "List erasures",
  description: "Newest first. For admins.",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(Erasure)), ...problems("validation_failed") },
});

export const getErasure = createRoute({
  method: "get",
  path: "/v1/erasures/{id}",
  operationId: "getErasure",
  summary: "Get an erasure",
  description: "For admins.",
  tags,
  request: { params: IdParam },
  responses: { 200: json(Erasure), ...problems("not_found", "validation_failed") },
});
