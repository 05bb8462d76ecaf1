import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import { idempotent } from "@allokoli/shared/service/idempotent";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { toCallerMessage } from "./store.ts";

/** Messages from callers, for people to handle. */
export function routeCallerMessages(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listCallerMessages, async (c) => {
    const { limit, cursor, handled, urgent, assignedTo, search } = c.req.valid("query");
    const { tenant } = c.var;
    const flagOf = (value: "true" | "false" | undefined) => (value === undefined ? undefined : value === "true");
    const filter = {
      limit,
      after: decodeCursor(cursor),
      isHandled: flagOf(handled),
      isUrgent: flagOf(urgent),
      assignedTo,
      search,
    };
    const rows = await tenant.read((tx) => store.listMessages(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toCallerMessage, positionOf), 200);
  });

  app.openapi(
    createRoute({ ...contract.createCallerMessage, middleware: [idempotent("member")] as const }),
    async (c) => {
      const { tenant, creationId } = c.var;
      const creation = { id: creationId, input: c.req.valid("json"), author: authorOf(c) };
      const row = await tenant.write("member", (tx) => store.createMessage(tx, tenant.orgId, creation));
      return c.json(toCallerMessage(row), 201);
    },
  );

  app.openapi(contract.getCallerMessage, async (c) => {
    const { tenant } = c.var;
    const row = await tenant.read((tx) => store.findMessage(tx, tenant.orgId, c.req.valid("param").id));
    if (row === undefined) throw notFound("message");
    return c.json(toCallerMessage(row), 200);
  });

  app.openapi(contract.updateCallerMessage, async (c) => {
    const { tenant } = c.var;
    const changing = { change: c.req.valid("json"), author: authorOf(c), now: new Date() };
    const row = await tenant.write("member", (tx) =>
      store.changeMessage(tx, tenant.orgId, c.req.valid("param").id, changing),
    );
    if (row === undefined) throw notFound("message");
    return c.json(toCallerMessage(row), 200);
  });
}
