import { createRoute, z } from "@hono/zod-openapi";
import { json } from "@allokoli/shared/http/contract";

export const Health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    database: z.enum(["up", "down"]),
    authKeys: z.enum(["up", "stale", "down"]).describe("stale: Auth is away, and its keys serve on"),
    voice: z
      .object({
        state: z.enum(["up", "down"]),
        since: z.iso.datetime().nullable().describe("When the voice provider was first seen to fail"),
        message: z.string().nullable().describe("In one sentence, what that means"),
      })
      .describe("Whether the voice provider (Vapi) answers, as it was found at most some seconds ago"),
  })
  .openapi("Health", {
    example: { status: "ok", database: "up", authKeys: "up", voice: { state: "up", since: null, message: null } },
  });
export type Health = z.infer<typeof Health>;

export const getHealth = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "getHealth",
  summary: "Check the service's health",
  description: "Whether Postgres and the voice provider answer, and whether there are keys to verify tokens with.",
  tags: ["Service"],
  security: [],
  responses: {
    200: json(Health, "All is well"),
    503: json(Health, "Some part cannot be reached", {
      status: "degraded",
      database: "down",
      authKeys: "up",
      voice: { state: "up", since: null, message: null },
    }),
  },
});
