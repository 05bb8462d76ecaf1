import { createRoute, z } from "@hono/zod-openapi";
import { ALERT_KINDS } from "@allokoli/shared/db/schema/index";
import { json, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_ATTENTION } from "./examples.ts";

const count = (about: string) => z.int().min(0).describe(about);

export const Attention = z
  .object({
    openMessages: count("Messages of callers that nobody has dealt with"),
    urgentMessages: count("The urgent ones of them"),
    toCallBack: count("Callers of the last fourteen days whom nobody served, and whom nobody has called back"),
    liveCalls: count("Calls that are going on"),
    seenUntil: z.uuid().nullable().describe("For `after` of the next request; null while nothing has happened yet"),
    news: z
      .array(
        z.object({
          id: z.uuid().describe("The event's"),
          kind: z.enum(ALERT_KINDS),
          at: z.iso.datetime(),
          title: z.string().describe("What happened, in your language"),
          text: z.string().nullable().describe("What the caller said, only for who chose `includesWords`"),
          path: z.string().describe("The page of the site about it"),
        }),
      )
      .describe("What happened since `after` and is of a kind in your `page`, oldest first, at most twenty"),
  })
  .openapi("Attention", { example: EXAMPLE_ATTENTION });
export type Attention = z.infer<typeof Attention>;

export const getAttention = createRoute({
  method: "get",
  path: "/v1/me/attention",
  operationId: "getAttention",
  summary: "Get what waits for somebody, and what is new",
  description: "Cheap enough to be asked every few seconds; the site does, for its badges and notifications.",
  tags: ["Me"],
  request: {
    query: z.object({
      after: z.uuid().optional().describe("`seenUntil` of the last answer; without it there are no news"),
    }),
  },
  responses: { 200: json(Attention), ...problems("validation_failed") },
});
