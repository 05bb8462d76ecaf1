import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { etagHeader, requireCurrent } from "@allokoli/shared/http/etag";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { requireBeginnings, takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import { idempotent } from "@allokoli/shared/service/idempotent";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { authorOf, requireRole } from "../author.ts";
import { requireWhole, type Env } from "../env.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { toBlockedNumber } from "./store.ts";

const WHAT = "blocked number";

export function routeBlockedNumbers(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listBlockedNumbers, async (c) => {
    const { limit, cursor, number } = c.req.valid("query");
    const { tenant } = c.var;
    const after = decodeCursor(cursor);
    const rows = await tenant.read(async (tx) => {
      const beginnings = await requireBeginnings(tx, tenant.orgId, number);
      return store.listBlockedNumbers(tx, tenant.orgId, { limit, after, beginnings });
    });
    return c.json(toPage(rows, limit, toBlockedNumber, positionOf), 200);
  });

  app.openapi(
    createRoute({ ...contract.createBlockedNumber, middleware: [idempotent("member")] as const }),
    async (c) => {
      await requireRole(c, "member");
      const { number: written, note = null, answer = null } = c.req.valid("json");
      const { tenant, creationId: id } = c.var;
      const { number } = await takeOwnNumbers(tenant, (take) => ({
        number: written === null ? null : take(written, "number", "own"),
      }));
      const row = await store.blockNumber(tenant, { id, number, note, answer, author: authorOf(c) });
      if (row === undefined) throw new Problem("conflict");
      await tellVapi(c);
      return c.json(toBlockedNumber(row), 201, etagHeader(row));
    },
  );

  app.openapi(contract.updateBlockedNumber, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const row = await tenant.write("member", async (tx) => {
      const before = await requireCurrent(WHAT, c.req.valid("header")["if-match"], () =>
        store.lockBlockedNumber(tx, tenant.orgId, id),
      );
      await store.changeBlockedNumber(tx, before, c.req.valid("json"), authorOf(c));
      return store.findBlockedNumber(tx, tenant.orgId, id);
    });
    if (row === undefined) throw notFound(WHAT);
    return c.json(toBlockedNumber(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteBlockedNumber, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const wasBlocked = await tenant.write("member", (tx) => store.unblockNumber(tx, tenant.orgId, id, authorOf(c)));
    if (!wasBlocked) throw notFound(WHAT);
    await tellVapi(c);
    return c.body(null, 204);
  });
}

/** A trigger makes the organization's numbers due with the first entry and after the last; without this, the watch finds them. */
const tellVapi = ({ env, var: { tenant } }: Scope<Env>) =>
  requireWhole(env).MIRROR_SWEEP.getByName(tenant.orgId).arm(tenant.orgId, "now");
