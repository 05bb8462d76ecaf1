import type { OpenAPIHono } from "@hono/zod-openapi";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { COUNTED_LIMITS, PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import { findUsage } from "@allokoli/shared/limits/usage";
import { eventsAfter, findCall } from "../calls/store.ts";
import type { CallsEnv } from "../env.ts";
import { callHours, callStats, callSubjects } from "./call-stats.ts";
import * as contract from "./contract.ts";
import { sumMonth } from "./store.ts";
import { toTimeline } from "./timeline.ts";

export function routeAnalytics(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.getCallStats, async (c) => c.json(await callStats(c.var.tenant, c.req.valid("query")), 200));

  app.openapi(contract.getCallHours, async (c) => c.json(await callHours(c.var.tenant, c.req.valid("query")), 200));

  app.openapi(contract.getCallSubjects, async (c) =>
    c.json(await callSubjects(c.var.tenant, c.req.valid("query")), 200),
  );

  app.openapi(contract.getUsage, async (c) => {
    const { tenant } = c.var;
    const { orgId } = tenant;
    const at = new Date();
    const [usage, month] = await tenant.read((tx) => Promise.all([findUsage(tx, orgId, at), sumMonth(tx, orgId, at)]));
    if (usage === undefined) throw notFound("organization");
    const { plan, used } = usage;
    const items = COUNTED_LIMITS.map((resource) => ({
      resource,
      used: used[resource],
      allowed: PLAN_LIMITS[plan][resource],
    }));
    const period = { from: usage.month.from.toISOString(), to: usage.month.to.toISOString() };
    return c.json({ plan, period, items, ...month }, 200);
  });

  app.openapi(contract.getCallTimeline, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const [call, rows] = await tenant.read((tx) =>
      Promise.all([findCall(tx, tenant.orgId, id), eventsAfter(tx, tenant.orgId, id, 0)]),
    );
    if (call === undefined) throw notFound("call");
    return c.json(toTimeline(call, rows), 200);
  });
}
