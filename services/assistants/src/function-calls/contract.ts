import { FUNCTION_OUTCOMES } from "@allokoli/shared/db/schema/index";
import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";
import { IdParam, json, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { createRoute, z } from "@hono/zod-openapi";

const EXAMPLE_FUNCTION_CALL = {
  id: "5b1c3e52-90d3-5c0e-8a51-4a4ad3f2b6d1",
  at: "2026-11-23T08:00:31.000Z",
  outcome: "bad_status",
  status: 503,
  durationMs: 412,
  call: { id: EXAMPLE_IDS.call, customer: { name: null, number: "+33639981234" } },
} as const;

export const FunctionCall = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    outcome: z.enum(FUNCTION_OUTCOMES).describe("All but `answered` are failures"),
    status: z.int().nullable().describe("The HTTP status that your address answered"),
    durationMs: z.int().describe("Until the answer was ready for the assistant"),
    call: z
      .object({
        id: z.uuid(),
        customer: z.object({ name: z.string().nullable(), number: z.string().nullable() }),
      })
      .nullable()
      .describe("The telephone call; null for the moments until it is stored"),
  })
  .openapi("FunctionCall", { example: EXAMPLE_FUNCTION_CALL });
export type FunctionCall = z.infer<typeof FunctionCall>;

const FunctionFigures = z.object({
  days: z.int().describe("Of so many days until now"),
  calls: z.int(),
  failed: z.int(),
  medianMs: z.int().nullable(),
});
export type FunctionFigures = z.infer<typeof FunctionFigures>;

const FunctionCallPage = pageOf(FunctionCall)
  .extend({ figures: FunctionFigures })
  .openapi("FunctionCallPage", {
    example: {
      items: [EXAMPLE_FUNCTION_CALL],
      nextCursor: null,
      figures: { days: 30, calls: 214, failed: 3, medianMs: 380 },
    },
  });

export const listFunctionCalls = createRoute({
  method: "get",
  path: "/v1/functions/{id}/calls",
  operationId: "listFunctionCalls",
  summary: "List calls of a function",
  tags: ["Functions"],
  description:
    "When it was called in telephone calls, how long it took and how that went, newest first, with the figures of the last days. What was asked and answered is with the call. A transfer, the end of a call and an SMS are the voice provider's work, and are not listed. Kept for 90 days, and no longer than the call.",
  request: {
    params: IdParam,
    query: PageQuery.extend({
      failed: z.stringbool().optional().describe("Only those that failed (true), or did not (false)"),
    }),
  },
  responses: {
    200: json(FunctionCallPage),
    ...problems("not_found", "validation_failed"),
  },
});
