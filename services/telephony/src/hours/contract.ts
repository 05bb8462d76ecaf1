import { z } from "@hono/zod-openapi";
import { findE164 } from "../e164.ts";

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

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

const Time = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a time, such as 09:00")
  .openapi({ example: "09:00" });

const interval = { from: Time, to: Time.describe("Not open any more; earlier than `from` when it is on the next day") };
const isInterval = ({ from, to }: { from: string; to: string }) => from !== to && from !== "24:00";
const NOT_AN_INTERVAL = { path: ["to"], message: "must differ from `from`, which must be before 24:00" };

/** Who answers. */
export const Answerer = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("assistant"), assistantId: z.uuid() }),
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
  .strictObject({
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, "must be a time zone, such as Europe/Paris")
      .openapi({ example: "Europe/Paris" }),
    weekly: z
      .array(
        z.strictObject({ days: z.array(z.enum(DAYS)).min(1).max(7), ...interval }).refine(isInterval, NOT_AN_INTERVAL),
      )
      .max(50),
    publicHolidays: z.enum(["FR"]).nullable().default(null).describe("Whose public holidays are closed days"),
    exceptions: z
      .array(
        z.strictObject({
          date: z.iso.date(),
          name: z.string().trim().max(80).optional(),
          open: z
            .array(z.strictObject(interval).refine(isInterval, NOT_AN_INTERVAL))
            .max(10)
            .describe("When it is open on that day after all; empty when it is closed"),
        }),
      )
      .max(200)
      .default([])
      .describe("Days that are not like the week says, before public holidays"),
    open: Answerer,
    closed: Answerer,
  })
  .openapi("OpeningHours");
export type OpeningHours = z.infer<typeof OpeningHours>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
