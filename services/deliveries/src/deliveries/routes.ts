import type { OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import { afterAnswer, type ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { toEvent } from "../event-types/event.ts";
import { toAttempt } from "../lane/attempt.ts";
import { wakeLane } from "../scope.ts";
import { requireEnabled, requireEndpoint } from "../webhooks/store.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { toDelivery } from "./store.ts";

export function routeDeliveries(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listDeliveries, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor, state, eventType } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, state, eventType, after: decodeCursor(cursor) };
    const [, rows] = await tenant.read((tx) =>
      Promise.all([
        requireEndpoint(tx, tenant.orgId, id),
        store.listDeliveries(tx, tenant.orgId, id, filter).execute(),
      ]),
    );
    return c.json(toPage(rows, limit, toDelivery, positionOf), 200);
  });

  app.openapi(contract.getDelivery, async (c) => {
    const { id, deliveryId } = c.req.valid("param");
    const { tenant } = c.var;
    const [, found] = await tenant.read(
      (tx) =>
        Promise.all([requireEndpoint(tx, tenant.orgId, id), store.findDelivery(tx, tenant.orgId, id, deliveryId)]),
      "admin",
    );
    if (found === undefined) throw notFound("delivery");
    const { delivery, event, attempts } = found;
    return c.json({ ...toDelivery(delivery), body: toEvent(event), attempts: attempts.map(toAttempt) }, 200);
  });

  app.openapi(contract.retryDelivery, async (c) => {
    const { id, deliveryId } = c.req.valid("param");
    const { tenant } = c.var;
    const row = await tenant.write("admin", async (tx) => {
      requireEnabled(await requireEndpoint(tx, tenant.orgId, id));
      return store.queueAgain(tx, tenant.orgId, id, deliveryId, { now: new Date(), author: authorOf(c) });
    });
    if (row === undefined) throw notFound("delivery");
    afterAnswer(c, wakeLane(c, id));
    return c.json(toDelivery(row), 202);
  });
}
