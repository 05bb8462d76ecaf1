import { authorOf, entry } from "@allokoli/shared/db/audit-entry";
import { auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { requireCurrent } from "@allokoli/shared/http/etag";
import { toUtc } from "@allokoli/shared/http/moment";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { DraftKind } from "@allokoli/shared/rpc/drafts";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { requireBase } from "../settings/base.ts";
import { findDraft, findPublished, type Target } from "../drafts/store.ts";
import type { Env } from "../env.ts";
import { notPassed } from "../gates/passage.ts";
import * as gates from "../gates/store.ts";
import { MAX_PLANNED_DAYS, publishingContract } from "./contract.ts";
import * as store from "./store.ts";
import { toPlan } from "./store.ts";

const KINDS = {
  assistant: { kind: "assistant", Name: "Assistant", path: "/v1/assistants", tag: "Assistants" },
  squad: { kind: "squad", Name: "Squad", path: "/v1/squads", tag: "Squads" },
  workflow: { kind: "workflow", Name: "Workflow", path: "/v1/workflows", tag: "Workflows" },
} as const;

const DAY_MS = 24 * 60 * 60 * 1000;
/** The clocks of clients are not ours. */
const LATE_MS = 60_000;

/** What stands before a publication: the tests that have to pass, and the hour. */
export function routePublishing(app: OpenAPIHono<ServiceEnv<Env>>): void {
  for (const named of Object.values(KINDS)) routeKind(app, named);
}

function routeKind(app: OpenAPIHono<ServiceEnv<Env>>, named: (typeof KINDS)[DraftKind]): void {
  const { kind } = named;
  const contract = publishingContract(named);

  app.openapi(contract.get, async (c) => {
    const target = targetOf(c, kind, c.req.valid("param").id);
    const [revision, gate, plan] = await c.var.tenant.read((tx) =>
      Promise.all([findPublished(tx, target), readGate(tx, target), store.findPlan(tx, target)]),
    );
    if (revision === undefined) throw notFound(kind);
    return c.json({ gate: gate ?? null, plan: plan === undefined ? null : toPlan(plan) }, 200);
  });

  app.openapi(contract.keepGate, async (c) => {
    const target = targetOf(c, kind, c.req.valid("param").id);
    const { suiteId, testIds } = c.req.valid("json");
    const gate = await c.var.tenant.write("admin", async (tx) => {
      const { name } = await requirePublished(tx, target);
      const { orgId, id } = target;
      if (!(await gates.hasSuite(tx, orgId, suiteId))) throw wrong("suiteId", "is not a test suite of yours");
      const known = await gates.countTests(tx, orgId, suiteId, testIds);
      if (testIds !== null && known < testIds.length) throw wrong("testIds", "names what is no test of this suite");
      if (known === 0) throw wrong("suiteId", "has no tests yet");
      const author = authorOf(c);
      await gates.keepGate(tx, target, { suiteId, testIds, authorId: author.userId });
      const detail = { name, suiteId, testIds };
      await tx.insert(auditLog).values(entry(orgId, author, "gate.updated", { type: kind, id }, detail));
      return readGate(tx, target);
    });
    if (gate === undefined) throw notFound(kind);
    return c.json(gate, 200);
  });

  app.openapi(contract.removeGate, async (c) => {
    const target = targetOf(c, kind, c.req.valid("param").id);
    await c.var.tenant.write("admin", async (tx) => {
      const { name } = await requirePublished(tx, target);
      if (!(await gates.deleteGate(tx, target))) throw notFound("gate");
      const { orgId, id } = target;
      await tx.insert(auditLog).values(entry(orgId, authorOf(c), "gate.removed", { type: kind, id }, { name }));
    });
    return c.body(null, 204);
  });

  app.openapi(contract.plan, async (c) => {
    const target = targetOf(c, kind, c.req.valid("param").id);
    const { at: asked } = c.req.valid("json");
    const { MIRROR_SWEEP } = requireEnv(c.env, ["MIRROR_SWEEP"]);
    const { orgId } = target;
    // Armed before the plan exists: if the process dies in between, it is still looked at.
    await MIRROR_SWEEP.getByName(orgId).arm(orgId, "soon");
    const plan = await c.var.tenant.write("member", async (tx) => {
      const draft = await requireCurrent("draft", c.req.valid("header")["if-match"], () => store.lockDraft(tx, target));
      const at = asked === null ? null : requireAhead(new Date(toUtc(asked)));
      const published = await requirePublished(tx, target);
      requireBase({ base: draft.base as object }, published);
      await requireWaitable(tx, target, draft, at);
      const { claims } = c.var;
      const { name } = published;
      await store.keepPlan(tx, target, { revision: draft.revision, at, claims, author: authorOf(c), name });
      return store.findPlan(tx, target);
    });
    if (plan === undefined) throw notFound("draft");
    await MIRROR_SWEEP.getByName(orgId).arm(orgId, "now");
    return c.json(toPlan(plan), 200);
  });

  app.openapi(contract.dropPlan, async (c) => {
    const target = targetOf(c, kind, c.req.valid("param").id);
    await c.var.tenant.write("member", async (tx) => {
      const { name } = await requirePublished(tx, target);
      if (!(await store.dropPlan(tx, target, { author: authorOf(c), name }))) throw notFound("plan");
    });
    return c.body(null, 204);
  });
}

const targetOf = (c: Scope<Env>, kind: DraftKind, id: string): Target => ({ orgId: c.var.tenant.orgId, kind, id });

const wrong = (path: string, message: string) => new Problem("validation_failed", { errors: [{ path, message }] });

async function requirePublished(tx: Tx, target: Target) {
  const published = await findPublished(tx, target);
  if (published === undefined) throw notFound(target.kind);
  return published;
}

/** The gate as it stands for the draft that is kept; undefined without one. */
async function readGate(tx: Tx, target: Target) {
  const [gate, draft] = await Promise.all([gates.findGate(tx, target), findDraft(tx, target)]);
  if (gate === undefined) return undefined;
  const { suiteId, suiteName, testIds } = gate;
  const [testCount, standing] = await Promise.all([
    gates.countTests(tx, target.orgId, suiteId, testIds),
    draft === undefined ? null : gates.findStanding(tx, gate, draft),
  ]);
  return { suiteId, suiteName, testIds, testCount, draft: standing };
}

/** @throws {Problem} `validation_failed` */
function requireAhead(at: Date): Date {
  const aheadMs = at.getTime() - Date.now();
  if (aheadMs < -LATE_MS) throw wrong("at", "is over");
  if (aheadMs > MAX_PLANNED_DAYS * DAY_MS) throw wrong("at", `is more than ${MAX_PLANNED_DAYS} days ahead`);
  return at;
}

/**
 * That something may come of a plan: its tests have passed, or are being run.
 * @throws {Problem} `tests_not_passed`, `validation_failed`
 */
async function requireWaitable(tx: Tx, target: Target, draft: gates.DraftRevision, at: Date | null): Promise<void> {
  const gate = await gates.findGate(tx, target);
  if (gate === undefined) {
    if (at === null) throw wrong("at", "is needed where no tests are waited for: publish it at once instead");
    return;
  }
  const standing = await gates.findStanding(tx, gate, draft);
  if (standing.state === "none" || standing.state === "failed") throw notPassed(gate, standing);
}
