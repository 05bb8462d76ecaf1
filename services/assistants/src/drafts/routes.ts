import { etagHeader } from "@allokoli/shared/http/etag";
import { given } from "@allokoli/shared/http/given";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { UpdateAssistant } from "../assistants/contract.ts";
import { toAssistant } from "../assistants/store.ts";
import { settingsOf } from "../assistants/versions.ts";
import type { Env } from "../env.ts";
import { changeSquad, named } from "../squads/change.ts";
import { UpdateSquad, type SquadSettings } from "../squads/contract.ts";
import { findNames, toSquad, type SquadRow } from "../squads/store.ts";
import { changeWorkflow, requireNumbers, withChange } from "../workflows/change.ts";
import { DEFAULT_WORKFLOW, UpdateWorkflow, type WorkflowSettings } from "../workflows/contract.ts";
import { findFaults } from "../workflows/faults.ts";
import { toWorkflow, withNotes, workflowResource } from "../workflows/store.ts";
import { listDrafts } from "./contract.ts";
import { discardDraft, keepDraft, requireDraft } from "./drafts.ts";
import { ASSISTANT_DRAFT, SQUAD_DRAFT, SQUAD_VERSIONS, WORKFLOW_DRAFT, WORKFLOW_VERSIONS } from "./kinds.ts";
import { publishAssistant, publishSquad, publishWorkflow } from "./publishers.ts";
import * as store from "./store.ts";
import type { DraftKind, DraftRow } from "./store.ts";

type App = OpenAPIHono<ServiceEnv<Env>>;

/** What is published answers the telephone; a draft is a change of it that waits. */
export function routeDrafts(app: App): void {
  app.openapi(listDrafts, async (c) => {
    const { kind, limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { kind, limit, after: decodeCursor(cursor) };
    const rows = await tenant.read((tx) => store.listDrafts(tx, tenant.orgId, filter));
    const at = (row: (typeof rows)[number]) => positionOf({ createdAt: row.createdAt, id: row.resourceId });
    return c.json(toPage(rows, limit, store.toListedDraft, at), 200);
  });
  routeAssistantDrafts(app);
  routeSquadDrafts(app);
  routeWorkflowDrafts(app);
}

const howOf = (
  { "if-match": ifMatch }: { "if-match"?: string | undefined },
  { despiteTests }: { despiteTests: "true" | "false" },
) => ({ ifMatch, despiteTests: despiteTests === "true" });

function routeAssistantDrafts(app: App): void {
  const shown = (row: DraftRow) => ({
    change: UpdateAssistant.parse(row.change),
    base: row.isBehind ? settingsOf({ snapshot: row.base }) : null,
    ...store.toDraft(row),
  });
  app.openapi(ASSISTANT_DRAFT.get, async (c) => {
    const row = await requireDraft(c, { kind: "assistant", id: c.req.valid("param").id });
    return c.json(shown(row), 200, etagHeader(row));
  });
  app.openapi(ASSISTANT_DRAFT.keep, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const keeping = { change: c.req.valid("json"), ifMatch, isRebased: c.req.valid("query").rebase === "true" };
    const row = await keepDraft(c, { kind: "assistant", id: c.req.valid("param").id }, keeping);
    return c.json(shown(row), 200, etagHeader(row));
  });
  app.openapi(ASSISTANT_DRAFT.discard, async (c) => {
    await discardDraft(c, { kind: "assistant", id: c.req.valid("param").id }, c.req.valid("header")["if-match"]);
    return c.body(null, 204);
  });
  app.openapi(ASSISTANT_DRAFT.publish, async (c) => {
    const row = await publishAssistant(c, {
      ...c.req.valid("param"),
      ...howOf(c.req.valid("header"), c.req.valid("query")),
    });
    return c.json(toAssistant(row), 200, etagHeader(row));
  });
}

function routeSquadDrafts(app: App): void {
  const shown = (row: DraftRow) => ({
    change: UpdateSquad.parse(row.change),
    base: row.isBehind ? (row.base as SquadSettings & { name: string }) : null,
    ...store.toDraft(row),
  });
  app.openapi(SQUAD_DRAFT.get, async (c) => {
    const row = await requireDraft(c, { kind: "squad", id: c.req.valid("param").id });
    return c.json(shown(row), 200, etagHeader(row));
  });
  app.openapi(SQUAD_DRAFT.keep, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    const keeping = { change: c.req.valid("json"), ifMatch, isRebased: c.req.valid("query").rebase === "true" };
    const row = await keepDraft(c, { kind: "squad", id: c.req.valid("param").id }, keeping);
    return c.json(shown(row), 200, etagHeader(row));
  });
  app.openapi(SQUAD_DRAFT.discard, async (c) => {
    await discardDraft(c, { kind: "squad", id: c.req.valid("param").id }, c.req.valid("header")["if-match"]);
    return c.body(null, 204);
  });
  app.openapi(SQUAD_DRAFT.publish, async (c) => {
    const row = await publishSquad(c, {
      ...c.req.valid("param"),
      ...howOf(c.req.valid("header"), c.req.valid("query")),
    });
    return c.json(await shownSquad(c, row), 200, etagHeader(row));
  });
  app.openapi(SQUAD_VERSIONS.list, async (c) =>
    c.json(await listVersions(c, "squad", c.req.valid("param").id, c.req.valid("query")), 200),
  );
  app.openapi(SQUAD_VERSIONS.get, async (c) => {
    const row = await requireReplaced(c, "squad", c.req.valid("param"));
    // The column has the settings of its time.
    return c.json({ ...store.toReplaced(row), settings: row.settings as SquadSettings }, 200);
  });
  app.openapi(SQUAD_VERSIONS.restore, async (c) => {
    const found = await requireReplaced(c, "squad", c.req.valid("param"), "member");
    const { members } = found.settings as SquadSettings;
    const ifMatch = c.req.valid("header")["if-match"];
    const row = await changeSquad(
      c,
      c.req.valid("param").id,
      { ifMatch },
      named({ name: found.name, members }),
      "restore",
    );
    return c.json(await shownSquad(c, row), 200, etagHeader(row));
  });
}

function routeWorkflowDrafts(app: App): void {
  app.openapi(WORKFLOW_DRAFT.get, async (c) => {
    const row = await requireDraft(c, { kind: "workflow", id: c.req.valid("param").id });
    return c.json(await shownWorkflowDraft(c, row), 200, etagHeader(row));
  });
  app.openapi(WORKFLOW_DRAFT.keep, async (c) => {
    const { "if-match": ifMatch } = c.req.valid("header");
    // A number is kept in its stored form, or named at once: it is no unfinished work.
    const change = await requireNumbers(c, c.req.valid("json"));
    const keeping = { change, ifMatch, isRebased: c.req.valid("query").rebase === "true" };
    const row = await keepDraft(c, { kind: "workflow", id: c.req.valid("param").id }, keeping);
    return c.json(await shownWorkflowDraft(c, row), 200, etagHeader(row));
  });
  app.openapi(WORKFLOW_DRAFT.discard, async (c) => {
    await discardDraft(c, { kind: "workflow", id: c.req.valid("param").id }, c.req.valid("header")["if-match"]);
    return c.body(null, 204);
  });
  app.openapi(WORKFLOW_DRAFT.publish, async (c) => {
    const row = await publishWorkflow(c, {
      ...c.req.valid("param"),
      ...howOf(c.req.valid("header"), c.req.valid("query")),
    });
    return c.json(toWorkflow(row), 200, etagHeader(row));
  });
  app.openapi(WORKFLOW_VERSIONS.list, async (c) =>
    c.json(await listVersions(c, "workflow", c.req.valid("param").id, c.req.valid("query")), 200),
  );
  app.openapi(WORKFLOW_VERSIONS.get, async (c) => {
    const row = await requireReplaced(c, "workflow", c.req.valid("param"));
    return c.json({ ...store.toReplaced(row), settings: withNotes(row.settings as WorkflowSettings) }, 200);
  });
  app.openapi(WORKFLOW_VERSIONS.restore, async (c) => {
    const found = await requireReplaced(c, "workflow", c.req.valid("param"), "member");
    const ifMatch = c.req.valid("header")["if-match"];
    const change = { name: found.name, ...(found.settings as WorkflowSettings) };
    const row = await changeWorkflow(c, c.req.valid("param").id, { ifMatch }, change, "restore");
    return c.json(toWorkflow(row), 200, etagHeader(row));
  });
}

async function shownWorkflowDraft({ var: { tenant } }: Scope<Env>, row: DraftRow) {
  const change = UpdateWorkflow.parse(row.change);
  const published = await tenant.read((tx) => workflowResource.find(tx, tenant.orgId, row.resourceId));
  if (published === undefined) throw notFound("workflow");
  const { name: _, ...settings } = change;
  const base = row.isBehind ? { ...DEFAULT_WORKFLOW, ...(row.base as WorkflowSettings & { name: string }) } : null;
  return { change, base, ...store.toDraft(row), faults: findFaults(withChange(published.settings, given(settings))) };
}

const shownSquad = async ({ var: { tenant } }: Scope<Env>, row: SquadRow) =>
  toSquad(await tenant.read((tx) => findNames(tx, tenant.orgId)))(row);

type Page = { limit: number; cursor?: string | undefined };

async function listVersions({ var: { tenant } }: Scope<Env>, kind: DraftKind, id: string, { limit, cursor }: Page) {
  const target = { orgId: tenant.orgId, kind, id };
  const after = decodeCursor(cursor);
  const [published, rows] = await tenant.read((tx) =>
    Promise.all([store.findPublished(tx, target), store.listReplaced(tx, target, { limit, after })]),
  );
  if (published === undefined) throw notFound(kind);
  return toPage(rows, limit, store.toReplaced, positionOf);
}

async function requireReplaced(
  { var: { tenant } }: Scope<Env>,
  kind: DraftKind,
  { id, version }: { id: string; version: number },
  role: MemberRole = "viewer",
) {
  const row = await tenant.read((tx) => store.findReplaced(tx, { orgId: tenant.orgId, kind, id }, version), role);
  if (row === undefined) throw notFound("version");
  return row;
}
