import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagHeader } from "@allokoli/shared/http/etag";
import { given } from "@allokoli/shared/http/given";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem, type FieldError } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import type { Env } from "../env.ts";
import { findSuite, requireLockedSuite } from "../test-suites/store.ts";
import * as contract from "./contract.ts";
import { DEFAULT_TEST, type CreateTest, type TestSettings } from "./contract.ts";
import { requireRealCall, toTest as toTestOfCall } from "./from-call.ts";
import * as store from "./store.ts";
import { settingsOf, toTest } from "./store.ts";

export function routeTests(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listTests, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor) };
    const [suite, rows] = await tenant.read((tx) =>
      Promise.all([findSuite(tx, tenant.orgId, id), store.listTests(tx, tenant.orgId, id, filter)]),
    );
    if (suite === undefined) throw notFound("test suite");
    return c.json(toPage(rows, limit, toTest, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createTest, middleware: [idempotent("member")] as const }), async (c) => {
    const { id: suiteId } = c.req.valid("param");
    const body = c.req.valid("json");
    const { tenant, creationId: id } = c.var;
    const row = await tenant.write("member", async (tx) => {
      // Locked, so that two requests at once do not both take the last place.
      await requireLockedSuite(tx, tenant.orgId, suiteId, undefined);
      const within = requireWithin(tx, tenant.orgId, [{ limit: "tests", ids: [id] }], new Date());
      const [test] = await Promise.all([newTest(tx, tenant.orgId, body), within]);
      return store.insertTest(tx, tenant.orgId, { id, suiteId, author: authorOf(c), ...test });
    });
    if (row === undefined) throw new Problem("conflict");
    return c.json(toTest(row), 201, etagHeader(row));
  });

  app.openapi(contract.getTest, async (c) => {
    const { id, testId } = c.req.valid("param");
    const { tenant } = c.var;
    const row = await tenant.read((tx) => store.findTest(tx, tenant.orgId, id, testId));
    if (row === undefined) throw notFound("test");
    return c.json(toTest(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateTest, async (c) => {
    const { name, ...change } = c.req.valid("json");
    const { tenant } = c.var;
    const row = await tenant.write("member", async (tx) => {
      const { "if-match": ifMatch } = c.req.valid("header");
      const before = await store.requireLockedTest(tx, tenant.orgId, c.req.valid("param"), ifMatch);
      const settings = { ...settingsOf(before), ...given(change) };
      if (Object.keys(given(change)).length > 0) await store.requireMayWeaken(tx, before);
      return store.changeTest(tx, before, { name, settings }, authorOf(c));
    });
    if (row === undefined) throw notFound("test");
    return c.json(toTest(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteTest, async (c) => {
    const { tenant } = c.var;
    await tenant.write("member", async (tx) => {
      const { "if-match": ifMatch } = c.req.valid("header");
      const before = await store.requireLockedTest(tx, tenant.orgId, c.req.valid("param"), ifMatch);
      await store.requireMayWeaken(tx, before);
      await store.deleteTest(tx, before, authorOf(c));
    });
    return c.body(null, 204);
  });
}

/** @throws {Problem} `validation_failed` naming each required field that is missing */
async function newTest(tx: Tx, orgId: string, { name, callId, ...asked }: CreateTest) {
  const { language = DEFAULT_TEST.language } = asked;
  const ofCall = callId === undefined ? undefined : toTestOfCall(await requireRealCall(tx, orgId, callId), language);
  const wanted = {
    name: name ?? ofCall?.name,
    script: asked.script ?? ofCall?.script,
    rubrics: asked.rubrics ?? ofCall?.rubrics,
  };
  const { script, rubrics } = wanted;
  if (wanted.name === undefined || script === undefined || rubrics === undefined) {
    const errors: FieldError[] = Object.entries(wanted)
      .filter(([, value]) => value === undefined)
      .map(([path]) => ({ path, message: "is needed when the test is not of a call" }));
    throw new Problem("validation_failed", { errors });
  }
  const settings: TestSettings = { ...DEFAULT_TEST, ...given(asked), script, rubrics };
  return { name: wanted.name, callId: callId ?? null, settings };
}
