import type { OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { testFunction } from "../functions/contract.ts";
import { functionResource, record } from "../functions/store.ts";
import { dryRun } from "./dry-run.ts";

/** In this folder and not in `functions`: running a function needs assistants and workflows too. */
export function routeFunctionTests(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(testFunction, async (c) => {
    const { tenant } = c.var;
    // It sends a request with the organization's secrets, so it needs the role that may change things, and an entry in
    // the audit log.
    const row = await tenant.write("member", async (tx) => {
      const found = await functionResource.find(tx, tenant.orgId, c.req.valid("param").id);
      if (found === undefined) throw notFound("function");
      await record(tx, found, "tested", authorOf(c));
      return found;
    });
    return c.json(await dryRun(c, row, c.req.valid("json").arguments), 200);
  });
}
