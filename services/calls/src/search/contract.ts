import { createRoute, z } from "@hono/zod-openapi";
import { json, problems } from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { EXAMPLE_FOUND } from "./examples.ts";

export const FOUND_TYPES = [
  "assistant",
  "squad",
  "workflow",
  "function",
  "phone-number",
  "caller-message",
  "call",
  "file",
  "knowledge-base",
  "test-suite",
] as const;
export type FoundType = (typeof FOUND_TYPES)[number];

export const SearchQuery = z.object({
  q: z
    .string()
    .trim()
    .max(100)
    .refine(isStorable, "has a character that cannot be searched for")
    .default("")
    .describe("Words, each of which has to be there, or a number as people write it; without it, what is recent"),
  limit: z.coerce.number().int().min(1).max(10).default(5).describe("How many of each type, at most"),
});

export const Found = z
  .object({
    items: z.array(
      z.object({
        type: z.enum(FOUND_TYPES),
        id: z.uuid(),
        name: z.string().nullable().describe("Its name; of a call or a message, that of who called, if it is known"),
        number: z.string().nullable().describe("Of a phone number, or of who was on the telephone"),
        text: z.string().nullable().describe("The beginning of a message"),
        at: z.iso.datetime().describe("When the call was, the message was taken, or the thing was last changed"),
      }),
    ),
  })
  .openapi("Found", { example: EXAMPLE_FOUND });
export type Found = z.infer<typeof Found>;

export const search = createRoute({
  method: "get",
  path: "/v1/search",
  operationId: "search",
  summary: "Find anything by its name or number",
  tags: ["Search"],
  description:
    "By type, in each the names that begin with the words before the others, then the latest. Capitals and accents do not matter. Of calls the latest 20,000 are looked through for a number, and the latest 2,000 for words, as messages are. What was said in a call is searched with `GET /v1/calls?text=`, what a file says with `POST /v1/knowledge-bases/{id}/query`.",
  request: { query: SearchQuery },
  responses: { 200: json(Found), ...problems("validation_failed") },
});
