import { createRoute, z } from "@hono/zod-openapi";
import { json } from "@allokoli/shared/http/contract";

export const Health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    database: z.enum(["up", "down"]),
    authKeys: z.enum(["up", "stale", "down"]).describe("stale: Auth is away, and its keys serve on"),
  })
  .openapi("Health");
export type Health = z.infer<typeof Health>;

export const getHealth = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "getHealth",
  tags: ["Service"],
  security: [],
  responses: { 200: json(Health, "All is well"), 503: json(Health, "Some part cannot be reached") },
});
