import { z } from "@hono/zod-openapi";

const MOST_KEYS = 50;

/** What a client keeps about a thing for itself: up to 50 short texts by name, copied with each version of it. */
export const Metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((metadata) => Object.keys(metadata).length <= MOST_KEYS, `has more than ${MOST_KEYS} keys`)
  .openapi({ maxProperties: MOST_KEYS });
