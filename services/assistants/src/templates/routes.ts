import type { OpenAPIHono } from "@hono/zod-openapi";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import * as contract from "./contract.ts";
import { toTemplate } from "./template.ts";
import { TRADE_KEYS } from "./trades/trade-keys.ts";
import { TRADES } from "./trades/all.ts";

export function routeTemplates(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listTemplates, async (c) => {
    const { language } = c.req.valid("query");
    // Templates belong to no organization, but the caller must be in one, as everywhere.
    await c.var.tenant.read(() => Promise.resolve());
    return c.json({ items: TRADE_KEYS.map((key) => toTemplate(TRADES[key], language)), nextCursor: null }, 200);
  });

  app.openapi(contract.getTemplate, async (c) => {
    const { language } = c.req.valid("query");
    const asked = c.req.valid("param").key;
    await c.var.tenant.read(() => Promise.resolve());
    const key = TRADE_KEYS.find((known) => known === asked);
    if (key === undefined) throw notFound("template");
    return c.json(toTemplate(TRADES[key], language), 200);
  });
}
