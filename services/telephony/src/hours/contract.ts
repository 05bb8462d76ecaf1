import { z } from "@hono/zod-openapi";
import { weeklyHours } from "@allokoli/shared/hours/contract";
import { findE164 } from "../e164.ts";

/** A number as a person writes it, kept as E.164. */
export const E164 = z
  .string()
  .max(30)
  .transform((text, context) => {
    const found = findE164(text);
    if (found !== undefined) return found.number;
    context.addIssue({ code: "custom", message: "must be a number that exists, such as +33 1 23 45 67 89" });
    return z.NEVER;
  })
  .openapi({ type: "string", example: "+33123456789" });

/** Who answers. */
export const Answerer = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("assistant"), assistantId: z.uuid() }),
  z.strictObject({ type: z.literal("squad"), squadId: z.uuid() }),
  z.strictObject({
    type: z.literal("transfer"),
    number: E164,
    message: z.string().trim().min(1).max(300).optional().describe("Spoken before the call is passed on"),
  }),
  z.strictObject({
    type: z.literal("message"),
    text: z.string().trim().min(1).max(1000).describe("Spoken, after which the call ends"),
  }),
]);
export type Answerer = z.infer<typeof Answerer>;

export const OpeningHours = z
  .strictObject({ ...weeklyHours, open: Answerer, closed: Answerer })
  .openapi("OpeningHours");
export type OpeningHours = z.infer<typeof OpeningHours>;
