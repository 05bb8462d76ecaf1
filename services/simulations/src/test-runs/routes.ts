import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagHeader } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { draftsRpc } from "@allokoli/shared/rpc/drafts";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { findSuite } from "../test-suites/store.ts";
import { armRuns } from "./arm.ts";
import { beginRun, requireDraft } from "./begin.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { toTestAttempt, toTestAttemptDetail, toTestRun } from "./store.ts";

export function routeTestRuns(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listTestRuns, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor) };
    const [suite, rows] = await tenant.read((tx) =>
      Promise.all([findSuite(tx, tenant.orgId, id), store.listRuns(tx, tenant.orgId, id, filter)]),
    );
    if (suite === undefined) throw notFound("test suite");
    return c.json(toPage(rows, limit, toTestRun, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createTestRun, middleware: [idempotent("member")] as const }), async (c) => {
    const { id: suiteId } = c.req.valid("param");
    const { tenant, creationId: id } = c.var;
    // Armed before the run exists: if the process dies in between, the run is still resumed.
    await armRuns(c, "soon");
    const asked = c.req.valid("json");
    const { ASSISTANTS } = requireEnv(c.env, ["ASSISTANTS"]);
    const draft = await requireDraft(draftsRpc(ASSISTANTS), { orgId: tenant.orgId, requestId: c.var.requestId, asked });
    const begin = { id, suiteId, asked, draft, author: authorOf(c) };
    const run = await tenant.write("member", (tx) => beginRun(tx, tenant.orgId, begin));
    if (run === undefined) throw new Problem("conflict");
    await armRuns(c, "now");
    const attempts = await tenant.read((tx) => store.listAttempts(tx, tenant.orgId, id));
    return c.json({ ...toTestRun(run), results: attempts.map(toTestAttempt) }, 201, etagHeader(run));
  });

  app.openapi(contract.getTestRun, async (c) => {
    const { id, runId } = c.req.valid("param");
    const { tenant } = c.var;
    const [run, attempts] = await tenant.read((tx) =>
      Promise.all([store.findRun(tx, tenant.orgId, id, runId), store.listAttempts(tx, tenant.orgId, runId)]),
    );
    if (run === undefined) throw notFound("test run");
    return c.json({ ...toTestRun(run), results: attempts.map(toTestAttempt) }, 200, etagHeader(run));
  });

  app.openapi(contract.updateTestRun, async (c) => {
    const { name } = c.req.valid("json");
    const { tenant } = c.var;
    const run = await tenant.write("member", async (tx) => {
      const { "if-match": ifMatch } = c.req.valid("header");
      const before = await store.requireLockedRun(tx, tenant.orgId, c.req.valid("param"), ifMatch);
      return store.renameRun(tx, before, name, authorOf(c));
    });
    if (run === undefined) throw notFound("test run");
    return c.json(toTestRun(run), 200, etagHeader(run));
  });

  app.openapi(contract.cancelTestRun, async (c) => {
    const { id, runId } = c.req.valid("param");
    const { tenant } = c.var;
    const run = await tenant.write("member", async (tx) => {
      const before = await store.findRun(tx, tenant.orgId, id, runId);
      if (before === undefined) throw notFound("test run");
      await store.askCancel(tx, before, authorOf(c), new Date());
      return store.findRun(tx, tenant.orgId, id, runId);
    });
    if (run === undefined) throw notFound("test run");
    if (run.status !== "ended") await armRuns(c, "now");
    return c.json(toTestRun(run), 200, etagHeader(run));
  });

  app.openapi(contract.deleteTestRun, async (c) => {
    const { tenant } = c.var;
    await tenant.write("member", async (tx) => {
      const { "if-match": ifMatch } = c.req.valid("header");
      const run = await store.requireLockedRun(tx, tenant.orgId, c.req.valid("param"), ifMatch);
      await store.deleteRun(tx, run, authorOf(c));
    });
    return c.body(null, 204);
  });

  app.openapi(contract.getTestAttempt, async (c) => {
    const { id, runId, attemptId } = c.req.valid("param");
    const { tenant } = c.var;
    const [run, attempt] = await tenant.read((tx) =>
      Promise.all([store.findRun(tx, tenant.orgId, id, runId), store.findAttempt(tx, tenant.orgId, runId, attemptId)]),
    );
    if (run === undefined || attempt === undefined) throw notFound("attempt");
    return c.json(toTestAttemptDetail(attempt), 200);
  });
}
