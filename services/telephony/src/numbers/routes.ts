import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { systemTenant, type Tx } from "@allokoli/shared/db/tenant";
import { etagOf, expectedRevision } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/http/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/http/service";
import type { Committed } from "@allokoli/shared/mirror/mirror";
import { given } from "@allokoli/shared/http/given";
import { authorOf, requireRole, type Scope } from "../author.ts";
import { requireWhole, type Env } from "../env.ts";
import { acquireNumber } from "./acquire.ts";
import { requireOwnAnswerers, requireStorable, withOneAnswerer } from "./check.ts";
import * as contract from "./contract.ts";
import { numberMirror } from "./mirror.ts";
import { searchNumbers } from "./search.ts";
import * as store from "./store.ts";
import { toPhoneNumber, toSettings, type ClaimedNumber, type NumberRow, type NumberSettings } from "./store.ts";

export function routeNumbers(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listPhoneNumbers, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const after = decodeCursor(cursor);
    const rows = await tenant.read((tx) => store.listNumbers(tx, tenant.orgId, { limit, after }));
    return c.json(toPage(rows, limit, toPhoneNumber, positionOf), 200);
  });

  app.openapi(contract.searchPhoneNumbers, async (c) => {
    const input = c.req.valid("json");
    await requireRole(c, "member");
    const { database, tenant, log } = c.var;
    const answer = await searchNumbers(requireWhole(c.env), systemTenant(database, tenant.orgId), input, log);
    return c.json(answer, 200);
  });

  app.openapi(createRoute({ ...contract.createPhoneNumber, middleware: [idempotent] as const }), async (c) => {
    await requireRole(c, "admin");
    const row = await acquireNumber(c, c.var.creationId, { input: c.req.valid("json"), mayBuy: false });
    return c.json(toPhoneNumber(row), 201, etag(row));
  });

  app.openapi(createRoute({ ...contract.provisionPhoneNumber, middleware: [idempotent] as const }), async (c) => {
    await requireRole(c, "admin");
    const row = await acquireNumber(c, c.var.creationId, { input: c.req.valid("json"), mayBuy: true });
    return c.json(toPhoneNumber(row), 201, etag(row));
  });

  app.openapi(contract.getPhoneNumber, async (c) => {
    const row = await requireNumber(c, c.req.valid("param").id);
    return c.json(toPhoneNumber(row), 200, etag(row));
  });

  app.openapi(contract.updatePhoneNumber, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const change = withOneAnswerer(given(c.req.valid("json")));
    requireStorable(change);
    await mirrorOf(c).change((leaseUntil) => commitChange(c, { id, ifMatch, change, leaseUntil }));
    const row = await requireNumber(c, id);
    return c.json(toPhoneNumber(row), 200, etag(row));
  });

  app.openapi(contract.releasePhoneNumber, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    await releaseNumber(c, id, ifMatch);
    return c.body(null, 204);
  });
}

type Change = { id: string; ifMatch: string | undefined; change: Partial<NumberSettings>; leaseUntil: Date };

function commitChange(c: Scope, { id, ifMatch, change, leaseUntil }: Change): Promise<Committed<ClaimedNumber>> {
  const { tenant } = c.var;
  const author = authorOf(c);
  return tenant.write("member", async (tx) => {
    const before = await requireLocked(c, tx, id, ifMatch);
    await requireOwnAnswerers(tx, tenant.orgId, change);
    const settings = { ...toSettings(before), ...change };
    const isSame = store.changedFields(toSettings(before), settings).length === 0;
    // What failed is tried again even as it is.
    const claim =
      isSame && before.syncState !== "failed"
        ? undefined
        : await store.changeNumber(tx, before, { settings, leaseUntil, now: new Date(), author });
    const revert = async () =>
      claim !== undefined && tenant.write("member", (next) => store.unchangeNumber(next, before, claim, author));
    return { claim, isFresh: false, revert };
  });
}

/** What is in use leaves Vapi through the mirror; an order under way is told that nobody wants the number any more. */
async function releaseNumber(c: Scope, id: string, ifMatch: string | undefined): Promise<void> {
  const { tenant } = c.var;
  const { orgId } = tenant;
  const author = authorOf(c);
  const order = { orgId, numberId: id };
  const object = requireWhole(c.env).NUMBER_ORDER.getByName(id);
  const { orderState } = await requireNumber(c, id);
  const isOrdering = orderState !== "done" && orderState !== "failed";
  // Before the wish is written down, so that it is not forgotten.
  if (isOrdering) await object.arm(order, "soon");
  await mirrorOf(c).remove(() =>
    tenant.write("admin", async (tx) => {
      const before = await requireLocked(c, tx, id, ifMatch);
      if (before.orderState === "done") return store.hideNumber(tx, before, new Date(), author);
      if (before.orderState === "failed") return store.removeFailed(tx, orgId, id, author, before.orderError);
      return store.hideOrder(tx, before, new Date(), author);
    }),
  );
  if (isOrdering) await object.arm(order, "now");
}

async function requireLocked(c: Scope, tx: Tx, id: string, ifMatch: string | undefined): Promise<NumberRow> {
  const revision = expectedRevision(ifMatch);
  const row = await store.lockNumber(tx, c.var.tenant.orgId, id);
  if (row === undefined) throw notFound("phone number");
  if (revision !== undefined && revision !== row.revision) throw new Problem("precondition_failed");
  return row;
}

async function requireNumber({ var: { tenant } }: Scope, id: string): Promise<NumberRow> {
  const row = await tenant.read((tx) => store.findNumber(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("phone number");
  return row;
}

const mirrorOf = (c: Scope) => numberMirror(requireWhole(c.env), c.var.database, c.var.tenant.orgId, c.var.log);
const etag = (row: NumberRow) => ({ ETag: etagOf(row.revision) });
