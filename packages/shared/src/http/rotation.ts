import { z } from "@hono/zod-openapi";

/**
 * The query of an operation that gives a signing secret its successor. `endPrevious` takes `true` or `false` only, so
 * that a typing error does not cut off a server.
 */
export const RotationQuery = z.object({
  endPrevious: z
    .enum(["true", "false"])
    .default("false")
    .transform((said) => said === "true")
    .openapi({ type: "string", enum: ["true", "false"], default: "false" })
    .describe("Ends all secrets before at once, as after a leak, however many are valid: there is no `conflict` then"),
});

/** What every such operation does, for its description. */
export const ROTATION =
  "For 24 hours what is sent is signed with the secret before as well. At most five at a time are valid, " +
  "unless `endPrevious` ends those before.";
