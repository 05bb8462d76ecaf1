import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagHeader } from "@allokoli/shared/http/etag";
import { given } from "@allokoli/shared/http/given";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { requireNumberRule } from "@allokoli/shared/phone/organization-numbers";
import { requireAnswersNone } from "../answered-numbers.ts";
import type { Env } from "../env.ts";
import { changeWorkflow, mirrorOf, requireNumbers, withChange } from "./change.ts";
import { requireGoodNodes } from "./check.ts";
import * as contract from "./contract.ts";
import { DEFAULT_WORKFLOW, type WorkflowSettings } from "./contract.ts";
import { findFaults } from "./faults.ts";
import { toolIdsOf, translateExport } from "./import.ts";
import { findByToolIds, requireFunctions, toSummary, toWorkflow, workflowResource, type WorkflowRow } from "./store.ts";

type App = ServiceEnv<Env>;

export function routeWorkflows(app: OpenAPIHono<App>): void {
  app.openapi(contract.listWorkflows, async (c) => {
    const { limit, cursor, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), search };
    const rows = await tenant.read((tx) => workflowResource.list(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toSummary, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createWorkflow, middleware: [idempotent("member")] as const }), async (c) => {
    const { name, ...settings } = await requireNumbers(c, c.req.valid("json"));
    const row = await create(c, c.var.creationId, name, withChange(DEFAULT_WORKFLOW, given(settings)));
    return c.json(toWorkflow(row), 201, etagHeader(row));
  });

  app.openapi(createRoute({ ...contract.importWorkflow, middleware: [idempotent("member")] as const }), async (c) => {
    const { name: asked, export: exported } = c.req.valid("json");
    const { tenant } = c.var;
    const [functionIds, numberRule] = await Promise.all([
      tenant.read((tx) => findByToolIds(tx, tenant.orgId, toolIdsOf(exported))),
      requireNumberRule(tenant),
    ]);
    const context = { functionIds, rules: addressRules(c.env), numberRule };
    const { name, settings, notCarriedOver } = translateExport(exported, context);
    const row = await create(c, c.var.creationId, asked ?? name, settings);
    return c.json({ workflow: toWorkflow(row), notCarriedOver }, 201, etagHeader(row));
  });

  app.openapi(contract.validateGraph, async (c) => {
    const { nodes, edges, inputs = [], prompt = "" } = await requireNumbers(c, c.req.valid("json"));
    requireGoodNodes(nodes, addressRules(c.env));
    const { tenant } = c.var;
    await tenant.read((tx) => requireFunctions(tx, tenant.orgId, nodes, { hold: false }));
    return c.json({ faults: findFaults({ nodes, edges, inputs, prompt }) }, 200);
  });

  app.openapi(contract.getWorkflow, async (c) => {
    const row = await requireWorkflow(c, c.req.valid("param").id);
    return c.json(toWorkflow(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const expected = { ifMatch: c.req.valid("header")["if-match"] };
    const row = await changeWorkflow(c, id, expected, c.req.valid("json"));
    return c.json(toWorkflow(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const requireUnused = (tx: Tx, row: WorkflowRow) => requireAnswersNone(tx, row, "workflowId");
    await mirrorOf(c).remove(c.var.tenant, { id, ifMatch, author: authorOf(c), requireUnused });
    return c.body(null, 204);
  });

  app.openapi(contract.validateWorkflow, async (c) => {
    const row = await requireWorkflow(c, c.req.valid("param").id);
    return c.json({ faults: findFaults(row.settings) }, 200);
  });
}

/** A workflow with faults is a draft, and is not sent to Vapi. */
function create(c: Scope<Env>, id: string, name: string, settings: WorkflowSettings): Promise<WorkflowRow> {
  requireGoodNodes(settings.nodes, addressRules(c.env));
  const { tenant } = c.var;
  return mirrorOf(c).create(tenant, {
    id,
    values: { name, settings },
    isMirrored: findFaults(settings).length === 0,
    author: authorOf(c),
    check: (tx) => requireFunctions(tx, tenant.orgId, settings.nodes, { hold: true }),
  });
}

async function requireWorkflow(c: Scope<Env>, id: string): Promise<WorkflowRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => workflowResource.find(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("workflow");
  return row;
}
