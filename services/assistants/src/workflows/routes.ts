import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagHeader } from "@allokoli/shared/http/etag";
import { given } from "@allokoli/shared/http/given";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { createVapi } from "@allokoli/shared/vapi/client";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { requireNumberRule } from "@allokoli/shared/phone/organization-numbers";
import { requireAnswersNone } from "../answered-numbers.ts";
import type { Env } from "../env.ts";
import { chatTickets } from "../assistants/chat-ticket.ts";
import { findDraft } from "../drafts/store.ts";
import { changeWorkflow, mirrorOf, requireNumbers, withChange } from "./change.ts";
import { chatThrough } from "./chat.ts";
import { requireGoodNodes } from "./check.ts";
import * as contract from "./contract.ts";
import { DEFAULT_WORKFLOW, type WorkflowSettings } from "./contract.ts";
import { findFaults } from "./faults.ts";
import { toolIdsOf, translateExport } from "./import.ts";
import {
  findByToolIds,
  findContext,
  requireFunctions,
  toSummary,
  toWorkflow,
  workflowResource,
  type WorkflowRow,
} from "./store.ts";

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
    const row = await changeWorkflow(c, id, c.req.valid("header")["if-match"], c.req.valid("json"));
    return c.json(toWorkflow(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const requireUnused = (tx: Tx, row: WorkflowRow) => requireAnswersNone(tx, row, "workflowId");
    await mirrorOf(c).remove(c.var.tenant, { id, ifMatch, author: authorOf(c), requireUnused });
    return c.body(null, 204);
  });

  app.openapi(contract.chatWithWorkflow, async (c) => {
    const { id } = c.req.valid("param");
    const { message, draft, previousChatId, nodeId, variables } = c.req.valid("json");
    const { tenant } = c.var;
    const env = requireEnv(c.env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL"]);
    const { workflow, context } = await readTried(c, id, draft);
    const tickets = chatTickets(env.VAPI_WEBHOOK_SECRET, { orgId: tenant.orgId, assistantId: id });
    const ours = { publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId: tenant.orgId };
    const turn = await chatThrough(createVapi(env), {
      workflow,
      context: {
        id,
        orgId: tenant.orgId,
        server: await vapiServer(ours),
        toolServer: await vapiServer({ ...ours, workflowId: id }),
        ...context,
        startAt: nodeId,
      },
      message,
      previousChatId: previousChatId === undefined ? undefined : await tickets.requireChat(previousChatId),
      variables,
    });
    return c.json({ ...turn, chatId: await tickets.issue(turn.chatId) }, 200);
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

/** A workflow as it is tried: published, or as its draft would make it. */
async function readTried({ var: { tenant } }: Scope<Env>, id: string, isDraft: boolean) {
  const { orgId } = tenant;
  // A chat costs money, so it needs the role that may change things, as a call does.
  return tenant.read(async (tx) => {
    const [row, draft] = await Promise.all([
      workflowResource.find(tx, orgId, id),
      isDraft ? findDraft(tx, { orgId, kind: "workflow", id }) : undefined,
    ]);
    if (row === undefined) throw notFound("workflow");
    if (isDraft && draft === undefined) throw notFound("draft");
    const { name = row.name, ...change } = draft === undefined ? {} : contract.UpdateWorkflow.parse(draft.change);
    const settings = withChange(row.settings, given(change));
    return { workflow: { name, ...settings }, context: await findContext(tx, { orgId, settings }) };
  }, "member");
}

async function requireWorkflow(c: Scope<Env>, id: string): Promise<WorkflowRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => workflowResource.find(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("workflow");
  return row;
}
