import type { OpenAPIHono } from "@hono/zod-openapi";
import { decodeCursor, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { CallsEnv } from "../env.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { toDay, toDayWithCalls, toJournal } from "./to-journal.ts";

export function routeJournal(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.getJournal, async (c) => {
    const { tenant } = c.var;
    const { orgId } = tenant;
    const { id } = c.req.valid("param");
    const [rows, salts, days] = await tenant.read((tx) =>
      Promise.all([store.findEntries(tx, orgId, id), store.findSalts(tx, orgId, id), store.findDaysOf(tx, orgId, id)]),
    );
    if (rows.length === 0) throw notFound("journal");
    return c.json(toJournal(orgId, id, rows, salts, days), 200);
  });

  app.openapi(contract.listJournalDays, async (c) => {
    const { tenant } = c.var;
    const { limit, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor);
    const rows = await tenant.read((tx) => store.listDays(tx, tenant.orgId, limit, after));
    return c.json(
      toPage(rows, limit, toDay, ({ id, until }) => ({ id, createdAt: until.toISOString() })),
      200,
    );
  });

  app.openapi(contract.getJournalDay, async (c) => {
    const { tenant } = c.var;
    const { id } = c.req.valid("param");
    const found = await tenant.read(async (tx) => {
      const day = await store.findDay(tx, tenant.orgId, id);
      return day && { day, calls: await store.findDayCalls(tx, tenant.orgId, day) };
    });
    if (found === undefined) throw notFound("day");
    return c.json(toDayWithCalls(found.day, found.calls), 200);
  });
}
