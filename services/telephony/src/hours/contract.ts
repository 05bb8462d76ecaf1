import { z } from "@hono/zod-openapi";
import { weeklyHours } from "@allokoli/shared/hours/contract";
import { TransferNumber } from "@allokoli/shared/phone/contract";

/** Who answers: an assistant, a squad, a workflow, another number or a message. */
export const Answerer = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("assistant"), assistantId: z.uuid() }),
  z.strictObject({ type: z.literal("squad"), squadId: z.uuid() }),
  z.strictObject({ type: z.literal("workflow"), workflowId: z.uuid() }),
  z.strictObject({
    type: z.literal("transfer"),
    number: TransferNumber,
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
