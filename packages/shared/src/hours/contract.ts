import { z } from "@hono/zod-openapi";
import { DAYS } from "./days.ts";
import { HOLIDAY_PLACES } from "./places.ts";
import { TimeZone } from "./time-zone.ts";

const Time = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a time, such as 09:00")
  .openapi({ example: "09:00" });

const interval = { from: Time, to: Time.describe("Not open any more; earlier than `from` when it is on the next day") };
const isInterval = ({ from, to }: { from: string; to: string }) => from !== to && from !== "24:00";
const NOT_AN_INTERVAL = { path: ["to"], message: "must differ from `from`, which must be before 24:00" };

/** The fields of opening hours that say when it is open; who answers is for others to add. */
export const weeklyHours = {
  timeZone: TimeZone,
  weekly: z
    .array(
      z.strictObject({ days: z.array(z.enum(DAYS)).min(1).max(7), ...interval }).refine(isInterval, NOT_AN_INTERVAL),
    )
    .max(50),
  publicHolidays: z
    .enum(HOLIDAY_PLACES)
    .nullable()
    .default(null)
    .describe("Whose public holidays are closed days: a country, a part of France, or a canton, by its ISO 3166 code"),
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
    .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, "names one date twice")
    .default([])
    .describe("Days that are not like the week says, before public holidays"),
};

/** When it is open: the week, public holidays, and the days that are not like the week says, in one time zone. */
export const WeeklyHours = z.strictObject(weeklyHours).openapi("WeeklyHours");
export type WeeklyHours = z.infer<typeof WeeklyHours>;
