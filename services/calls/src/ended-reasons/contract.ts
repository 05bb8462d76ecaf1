import { createRoute, z } from "@hono/zod-openapi";
import { FAMILY_KEYS } from "@allokoli/shared/ended-reasons/family-of";
import { json, pageOf, problems } from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { EXAMPLE_END_REASON } from "./examples.ts";

export const EndedFamily = z.enum(FAMILY_KEYS);

const Words = z.object({
  title: z.string(),
  sentence: z.string().describe("What happened"),
  advice: z.string().describe("What to do"),
});

const CallEndReason = z
  .object({ family: EndedFamily, fr: Words, en: Words })
  .openapi("CallEndReason", { example: EXAMPLE_END_REASON });

export const listCallEndReasons = createRoute({
  method: "get",
  path: "/v1/call-end-reasons",
  operationId: "listCallEndReasons",
  summary: "List reasons for a call's end",
  tags: ["Calls"],
  description:
    "The families of reasons for a call's end, in plain words. `reason` finds the one of a call's `endedReason`.",
  request: {
    query: z.object({
      reason: z.string().trim().min(1).max(200).refine(isStorable, "has a character that cannot be").optional(),
    }),
  },
  responses: { 200: json(pageOf(CallEndReason)), ...problems("validation_failed") },
});
