import type { OpenAPIHono } from "@hono/zod-openapi";
import { findBeginnings } from "@allokoli/shared/phone/organization-numbers";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { CallsEnv } from "../env.ts";
import * as contract from "./contract.ts";
import { findAnything, wordsOf } from "./store.ts";

/** Fewer digits begin every number. */
const LEAST_DIGITS = /\d.*\d/;

export function routeSearch(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.search, async (c) => {
    const { q, limit } = c.req.valid("query");
    const { tenant } = c.var;
    const items = await tenant.read(async (tx) => {
      const beginnings = LEAST_DIGITS.test(q) ? await findBeginnings(tx, tenant.orgId, q) : undefined;
      return findAnything(tx, tenant.orgId, { words: wordsOf(q), beginnings: beginnings ?? [], limit });
    });
    return c.json({ items }, 200);
  });
}
