import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/books";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagOf } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/http/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv, ServiceVariables } from "@allokoli/shared/http/service";
import { isSameJson, type ResourceRow } from "@allokoli/shared/mirror/resource";
import { commitChange, commitCreation, commitDeletion } from "@allokoli/shared/mirror/resource-commits";
import { isDevelopment, type Env } from "../env.ts";
import { isSameSquad, requireGoodNodes, requireStillReady } from "./check.ts";
import * as contract from "./contract.ts";
import { DEFAULT_WORKFLOW, type WorkflowSettings } from "./contract.ts";
import { execute, requireExecutable } from "./execute.ts";
import { findFaults } from "./faults.ts";
import { toolIdsOf, translateExport } from "./import.ts";
import { workflowMirror } from "./mirror.ts";
import { findByToolIds, requireFunctions, toSummary, toWorkflow, workflowStore } from "./store.ts";

type App = ServiceEnv<Env>;
/** What a request has at hand: its environment and what the middleware put there. */
type Scope = { env: Env; var: ServiceVariables };

export function routeWorkflows(app: OpenAPIHono<App>): void {
  app.openapi(contract.listWorkflows, async (c) => {
    const { limit, cursor, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), search };
    const rows = await tenant.read((tx) => workflowStore.list(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toSummary, positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createWorkflow, middleware: [idempotent] as const }), async (c) => {
    const { name, ...settings } = c.req.valid("json");
    const row = await create(c, c.var.creationId, name, withChange(DEFAULT_WORKFLOW, settings));
    return c.json(toWorkflow(row), 201, etag(row));
  });

  app.openapi(createRoute({ ...contract.importWorkflow, middleware: [idempotent] as const }), async (c) => {
    const { name: asked, export: exported } = c.req.valid("json");
    const { tenant } = c.var;
    const functionIds = await tenant.read((tx) => findByToolIds(tx, tenant.orgId, toolIdsOf(exported)));
    const { name, settings, notCarriedOver } = translateExport(exported, functionIds, {
      development: isDevelopment(c.env),
    });
    const row = await create(c, c.var.creationId, asked ?? name, settings);
    return c.json({ workflow: toWorkflow(row), notCarriedOver }, 201, etag(row));
  });

  app.openapi(contract.validateGraph, async (c) => {
    const { nodes, edges, inputs = [], prompt = "" } = c.req.valid("json");
    requireGoodNodes(nodes, { development: isDevelopment(c.env) });
    const { tenant } = c.var;
    await tenant.read((tx) => requireFunctions(tx, tenant.orgId, nodes, { hold: false }));
    return c.json({ faults: findFaults({ nodes, edges, inputs, prompt }) }, 200);
  });

  app.openapi(contract.getWorkflow, async (c) => {
    const row = await requireWorkflow(c, c.req.valid("param").id);
    return c.json(toWorkflow(row), 200, etag(row));
  });

  app.openapi(contract.updateWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const { name, ...change } = c.req.valid("json");
    if (change.nodes !== undefined) requireGoodNodes(change.nodes, { development: isDevelopment(c.env) });
    const decide = async (tx: Tx, row: ResourceRow) => {
      const before = { name: row.name, ...workflowStore.settingsOf(row) };
      const settings = withChange(workflowStore.settingsOf(row), change);
      const after = { name: name ?? row.name, ...settings };
      // What failed is tried again even as it is.
      const hasFailed = row.syncState === "failed";
      if (isSameJson(before, after) && !hasFailed) return undefined;
      if (change.nodes !== undefined) await requireFunctions(tx, row.orgId, settings.nodes, { hold: true });
      requireStillReady(before, after);
      const isReady = findFaults(after).length === 0;
      const isKnown = findFaults(before).length === 0 && !hasFailed;
      return { name: after.name, settings, isMirrored: isReady && !(isKnown && isSameSquad(before, after)) };
    };
    await mirrorOf(c).change((leaseUntil) =>
      commitChange(c.var.tenant, workflowStore, { id, ifMatch, leaseUntil, author: authorOf(c), decide }),
    );
    const row = await requireWorkflow(c, id);
    return c.json(toWorkflow(row), 200, etag(row));
  });

  app.openapi(contract.deleteWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const deletion = { id, ifMatch, author: authorOf(c), requireUnused: () => Promise.resolve() };
    await mirrorOf(c).remove(() => commitDeletion(c.var.tenant, workflowStore, deletion));
    return c.body(null, 204);
  });

  app.openapi(contract.validateWorkflow, async (c) => {
    const row = await requireWorkflow(c, c.req.valid("param").id);
    return c.json({ faults: findFaults(workflowStore.settingsOf(row)) }, 200);
  });

  app.openapi(contract.executeWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const body = c.req.valid("json");
    const { tenant } = c.var;
    // A call costs money: it takes the role that may change things.
    const row = await tenant.write("member", (tx) => workflowStore.find(tx, tenant.orgId, id));
    if (row === undefined) throw notFound("workflow");
    requireExecutable(row, body);
    return execute(c, id, body);
  });
}

/** A workflow with faults is a draft, which Vapi has no part in. */
async function create(c: Scope, id: string, name: string, settings: WorkflowSettings): Promise<ResourceRow> {
  requireGoodNodes(settings.nodes, { development: isDevelopment(c.env) });
  const { tenant, database } = c.var;
  const books = workflowStore.books(database, tenant.orgId);
  const isMirrored = findFaults(settings).length === 0;
  await mirrorOf(c).change((leaseUntil) =>
    commitCreation(tenant, workflowStore, books, {
      id,
      name,
      settings,
      isMirrored,
      leaseUntil,
      author: authorOf(c),
      check: (tx) => requireFunctions(tx, tenant.orgId, settings.nodes, { hold: true }),
    }),
  );
  return requireWorkflow(c, id);
}

/** The settings with those that a client named. */
const withChange = (before: WorkflowSettings, change: object): WorkflowSettings => ({
  ...before,
  ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
});

async function requireWorkflow(c: Scope, id: string): Promise<ResourceRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => workflowStore.find(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("workflow");
  return row;
}

const mirrorOf = (c: Scope) => workflowMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
const etag = (row: ResourceRow) => ({ ETag: etagOf(row.revision) });
