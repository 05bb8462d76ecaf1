import type { OpenAPIHono } from "@hono/zod-openapi";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { toEvent } from "../event-types/event.ts";
import { exampleOfSent } from "../event-types/sent-event.ts";
import { getEvent, listEvents } from "./contract.ts";
import * as store from "./store.ts";

export function routeEvents(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(listEvents, async (c) => {
    const { limit, cursor, sample, type, resourceType, resourceId, from, to } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), type, resourceType, resourceId, from, to };
    const rows = await tenant.read((tx) => store.listEvents(tx, tenant.orgId, filter));
    if (rows.length === 0 && sample === "true" && type !== undefined) {
      return c.json({ items: [exampleOfSent(type, tenant.orgId)], nextCursor: null }, 200);
    }
    return c.json(toPage(rows, limit, toEvent, positionOf), 200);
  });

  app.openapi(getEvent, async (c) => {
    const { tenant } = c.var;
    const row = await tenant.read((tx) => store.findEvent(tx, tenant.orgId, c.req.valid("param").id));
    if (row === undefined) throw notFound("event");
    return c.json(toEvent(row), 200);
  });
}
