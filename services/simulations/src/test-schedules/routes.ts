import type { OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { requireTarget } from "../test-runs/begin.ts";
import { armRuns } from "../test-runs/arm.ts";
import { findSuite, requireHeldSuite } from "../test-suites/store.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";

export function routeTestSchedules(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.getTestSchedule, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const [suite, schedule] = await tenant.read((tx) =>
      Promise.all([findSuite(tx, tenant.orgId, id), store.findSchedule(tx, tenant.orgId, id)]),
    );
    if (suite === undefined) throw notFound("test suite");
    if (schedule === undefined) throw notFound("schedule");
    return c.json(schedule, 200);
  });

  app.openapi(contract.keepTestSchedule, async (c) => {
    const { id: suiteId } = c.req.valid("param");
    const { hour, days, ...asked } = c.req.valid("json");
    const { tenant, claims } = c.var;
    await armRuns(c, "soon");
    const schedule = await tenant.write("member", async (tx) => {
      await requireHeldSuite(tx, tenant.orgId, suiteId);
      const { type, id } = await requireTarget(tx, tenant.orgId, asked);
      const kept = { suiteId, target: { type, id }, hour, days, claims, author: authorOf(c) };
      await store.keepSchedule(tx, tenant.orgId, kept);
      return store.findSchedule(tx, tenant.orgId, suiteId);
    });
    if (schedule === undefined) throw notFound("schedule");
    await armRuns(c, "now");
    return c.json(schedule, 200);
  });

  app.openapi(contract.removeTestSchedule, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    await tenant.write("member", async (tx) => {
      if (!(await store.deleteSchedule(tx, tenant.orgId, id, authorOf(c)))) throw notFound("schedule");
    });
    return c.body(null, 204);
  });
}
