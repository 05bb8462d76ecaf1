import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../env.ts";
import { functionResource } from "../functions/store.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";

export function routeFunctionCalls(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listFunctionCalls, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor, failed: hasFailed } = c.req.valid("query");
    const { tenant } = c.var;
    const { orgId } = tenant;
    const asked = { limit, after: decodeCursor(cursor), hasFailed };
    const [found, rows, figures] = await tenant.read((tx) =>
      Promise.all([
        functionResource.find(tx, orgId, id),
        store.listFunctionCalls(tx, orgId, id, asked),
        store.countFunctionCalls(tx, orgId, id),
      ]),
    );
    if (found === undefined) throw notFound("function");
    return c.json({ ...toPage(rows, limit, store.toFunctionCall, positionOf), figures }, 200);
  });
}
