import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { etagHeader } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import type { Env } from "../env.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { toTestSuite } from "./store.ts";

export function routeTestSuites(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listTestSuites, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor) };
    const rows = await tenant.read((tx) => store.listSuites(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toTestSuite, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createTestSuite, middleware: [idempotent("member")] as const }), async (c) => {
    const { name, description = null } = c.req.valid("json");
    const { tenant, creationId: id } = c.var;
    const suite = { id, name, description, author: authorOf(c) };
    const [, row] = await tenant.write("member", (tx) =>
      Promise.all([
        requireWithin(tx, tenant.orgId, [{ limit: "testSuites", ids: [id] }], new Date()),
        store.insertSuite(tx, tenant.orgId, suite),
      ]),
    );
    if (row === undefined) throw new Problem("conflict");
    return c.json(toTestSuite(row), 201, etagHeader(row));
  });

  app.openapi(contract.getTestSuite, async (c) => {
    const { tenant } = c.var;
    const row = await tenant.read((tx) => store.findSuite(tx, tenant.orgId, c.req.valid("param").id));
    if (row === undefined) throw notFound("test suite");
    return c.json(toTestSuite(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateTestSuite, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const row = await tenant.write("member", async (tx) => {
      const before = await store.requireLockedSuite(tx, tenant.orgId, id, c.req.valid("header")["if-match"]);
      await store.changeSuite(tx, before, c.req.valid("json"), authorOf(c));
      return store.findSuite(tx, tenant.orgId, id);
    });
    if (row === undefined) throw notFound("test suite");
    return c.json(toTestSuite(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteTestSuite, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    await tenant.write("member", async (tx) => {
      const before = await store.requireLockedSuite(tx, tenant.orgId, id, c.req.valid("header")["if-match"]);
      await store.deleteSuite(tx, before, authorOf(c));
    });
    return c.body(null, 204);
  });
}
