import { z } from "@hono/zod-openapi";
import { isZoneName } from "./zone-name.ts";

/** A time zone in a request. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isZoneName, "must be the name of a time zone, such as Europe/Paris")
  .openapi({ example: "Europe/Paris" });
