import { z } from "@hono/zod-openapi";
import type { SIGNATURE_HEADERS } from "./signing.ts";

/** The headers of what we send to an organization's own server: https://www.standardwebhooks.com. */
export const SignedHeaders = z.object({
  "webhook-id": z.string().describe("The same when the same is sent again"),
  "webhook-timestamp": z.string().describe("Seconds since 1970, of this attempt"),
  "webhook-signature": z.string().describe("One for each valid secret, with a space between: standardwebhooks.com"),
} satisfies Record<(typeof SIGNATURE_HEADERS)[number], z.ZodType>);
