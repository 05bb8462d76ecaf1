import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, json, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";

export const Passage = z
  .object({
    position: z.int().describe("From 0, in the order of the file"),
    text: z.string(),
    page: z.int().nullable(),
    headings: z.array(z.string()).describe("Those that the passage stands under, outermost first"),
  })
  .openapi("Passage", {
    example: {
      position: 0,
      text: "Le cabinet est ouvert le samedi de neuf heures à midi.",
      page: null,
      headings: ["Horaires"],
    },
  });
export type Passage = z.infer<typeof Passage>;

export const listPassages = createRoute({
  method: "get",
  path: "/v1/files/{id}/passages",
  operationId: "listPassages",
  summary: "List what was read of a file",
  tags: ["Knowledge"],
  description: "Its passages in the order of the file; none before it is ready.",
  request: {
    params: IdParam,
    query: PageQuery.extend({
      cursor: z
        .string()
        .regex(/^\d{1,9}$/, "is not a cursor of this list")
        .optional(),
    }),
  },
  responses: { 200: json(pageOf(Passage)), ...problems("not_found", "validation_failed") },
});
