import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { systemTenant, type Tx } from "@allokoli/shared/db/tenant";
import { etagHeader, requireCurrent } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { given } from "@allokoli/shared/http/given";
import { takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import { authorOf, requireRole } from "../author.ts";
import { requireWhole, type Env } from "../env.ts";
import { acquireNumber } from "./acquire.ts";
import { requireOwnAnswerers, requireStorable, withAnswererNumbers, withOneAnswerer } from "./check.ts";
import * as contract from "./contract.ts";
import { numberMirror } from "./mirror.ts";
import { searchNumbers } from "./search.ts";
import * as store from "./store.ts";
import { numberResource, toPhoneNumber, type NumberRow } from "./store.ts";

export function routeNumbers(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listPhoneNumbers, async (c) => {
    const { limit, cursor, assistantId } = c.req.valid("query");
    const { tenant } = c.var;
    const where = assistantId === undefined ? undefined : store.isAnsweredBy(assistantId);
    const filter = { limit, after: decodeCursor(cursor), where };
    const rows = await tenant.read((tx) => numberResource.list(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toPhoneNumber, positionOf), 200);
  });

  app.openapi(contract.searchPhoneNumbers, async (c) => {
    const input = c.req.valid("json");
    await requireRole(c, "member");
    const { database, tenant, log } = c.var;
    const answer = await searchNumbers(requireWhole(c.env), systemTenant(database, tenant.orgId), input, log);
    return c.json(answer, 200);
  });

  app.openapi(createRoute({ ...contract.createPhoneNumber, middleware: [idempotent("admin")] as const }), async (c) => {
    await requireRole(c, "admin");
    const row = await acquireNumber(c, c.var.creationId, { input: c.req.valid("json"), mayBuy: false });
    return c.json(toPhoneNumber(row), 201, etagHeader(row));
  });

  app.openapi(
    createRoute({ ...contract.provisionPhoneNumber, middleware: [idempotent("admin")] as const }),
    async (c) => {
      await requireRole(c, "admin");
      const row = await acquireNumber(c, c.var.creationId, { input: c.req.valid("json"), mayBuy: true });
      return c.json(toPhoneNumber(row), 201, etagHeader(row));
    },
  );

  app.openapi(contract.getPhoneNumber, async (c) => {
    const row = await requireNumber(c, c.req.valid("param").id);
    return c.json(toPhoneNumber(row), 200, etagHeader(row));
  });

  app.openapi(contract.updatePhoneNumber, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const named = given(c.req.valid("json"));
    // Read only when there may be a transfer number.
    const lineCountry = named.fallback || named.hours ? (await requireNumber(c, id)).country : null;
    const change = withOneAnswerer(
      await takeOwnNumbers(c.var.tenant, (take) => withAnswererNumbers(named, lineCountry, take)),
    );
    requireStorable(change);
    const decide = async (before: NumberRow, tx: Tx) => {
      await requireOwnAnswerers(tx, before.orgId, change);
      return { values: change, isMirrored: before.orderState === "done" };
    };
    const row = await mirrorOf(c).change(c.var.tenant, { id, ifMatch, author: authorOf(c), decide });
    return c.json(toPhoneNumber(row), 200, etagHeader(row));
  });

  app.openapi(contract.releasePhoneNumber, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    await releaseNumber(c, id, ifMatch);
    return c.body(null, 204);
  });
}

/** The mirror removes a number in use from Vapi; an order under way is told that the number is no longer wanted. */
async function releaseNumber(c: Scope<Env>, id: string, ifMatch: string | undefined): Promise<void> {
  const { tenant } = c.var;
  const { orgId } = tenant;
  const author = authorOf(c);
  const order = { orgId, numberId: id };
  const object = requireWhole(c.env).NUMBER_ORDER.getByName(id);
  const { orderState } = await requireNumber(c, id);
  const isOrdering = orderState !== "done" && orderState !== "failed";
  // Armed before the release is stored, so that the release is not forgotten.
  if (isOrdering) await object.arm(order, "soon");
  await mirrorOf(c).removeBy(() =>
    tenant.write(numberResource.roles.own, async (tx) => {
      const before = await requireCurrent(numberResource.name, ifMatch, () => numberResource.lock(tx, orgId, id));
      const { number } = before;
      if (before.orderState === "done")
        return numberResource.hide(tx, before, { now: new Date(), author, verb: "released", detail: { number } });
      if (before.orderState === "failed") return store.removeFailed(tx, orgId, id, author, before.orderError);
      return store.hideOrder(tx, before, new Date(), author);
    }),
  );
  if (isOrdering) await object.arm(order, "now");
}

async function requireNumber({ var: { tenant } }: Scope<Env>, id: string): Promise<NumberRow> {
  const row = await tenant.read((tx) => numberResource.find(tx, tenant.orgId, id));
  if (row === undefined) throw notFound(numberResource.name);
  return row;
}

const mirrorOf = (c: Scope<Env>) => numberMirror(requireWhole(c.env), c.var.database, c.var.tenant.orgId, c.var.log);
