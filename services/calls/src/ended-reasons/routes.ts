import type { OpenAPIHono } from "@hono/zod-openapi";
import { ENDED_FAMILIES } from "@allokoli/shared/ended-reasons/families";
import { FAMILY_KEYS, familyOf } from "@allokoli/shared/ended-reasons/family-of";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { CallsEnv } from "../env.ts";
import { listCallEndReasons } from "./contract.ts";

export function routeEndedReasons(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(listCallEndReasons, async (c) => {
    const { reason } = c.req.valid("query");
    // The answer is the same for every organization, but membership is required, as everywhere.
    await c.var.tenant.read(() => Promise.resolve());
    const keys = reason === undefined ? FAMILY_KEYS : [familyOf(reason)];
    const items = keys.map((family) => ({ family, ...ENDED_FAMILIES[family] }));
    return c.json({ items, nextCursor: null }, 200);
  });
}
