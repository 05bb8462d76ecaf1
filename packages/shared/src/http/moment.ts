import { z } from "zod";

/** Years that Postgres and ISO 8601 write alike: Postgres has no year 0, and neither takes "10000". */
const isWritable = (text: string) => {
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9999;
};

/** A moment that a client names, with an offset. Hand it on as `toUtc` writes it: Postgres does not take every offset. */
export const Moment = z.iso.datetime({ offset: true }).refine(isWritable, "is not a moment of the years 1 to 9999");

/** The same moment in UTC, to the millisecond. */
export const toUtc = (moment: string) => new Date(moment).toISOString();
