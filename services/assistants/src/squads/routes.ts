import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagHeader } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { requireAnswersNone } from "../answered-numbers.ts";
import { hasMember } from "../assistants/references.ts";
import { changeSquad, mirrorOf, named } from "./change.ts";
import * as contract from "./contract.ts";
import type { Squad, SquadSettings } from "./contract.ts";
import { withChangedMember, withMember, withoutMember } from "./members.ts";
import { findNames, requireGoodMembers, squadResource, toSquad, type Names, type SquadRow } from "./store.ts";

type App = ServiceEnv<Env>;

export function routeSquads(app: OpenAPIHono<App>): void {
  app.openapi(contract.listSquads, async (c) => {
    const { limit, cursor, search, assistantId } = c.req.valid("query");
    const { tenant } = c.var;
    const where = assistantId === undefined ? undefined : hasMember(assistantId);
    const filter = { limit, after: decodeCursor(cursor), search, where };
    const [rows, names] = await tenant.read((tx) =>
      Promise.all([squadResource.list(tx, tenant.orgId, filter), findNames(tx, tenant.orgId)]),
    );
    return c.json(toPage(rows, limit, toSquad(names), positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createSquad, middleware: [idempotent("member")] as const }), async (c) => {
    const { name, members } = c.req.valid("json");
    const settings: SquadSettings = { members };
    const { tenant, creationId: id } = c.var;
    const row = await mirrorOf(c).create(tenant, {
      id,
      values: { name, settings },
      author: authorOf(c),
      check: (tx) => requireGoodMembers(tx, tenant.orgId, settings),
    });
    return c.json(await withNames(c, row), 201, etagHeader(row));
  });

  app.openapi(contract.getSquad, async (c) => {
    const [row, names] = await requireSquad(c, c.req.valid("param").id);
    return c.json(toSquad(names)(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateSquad, async (c) => {
    const { id } = c.req.valid("param");
    const expected = { ifMatch: c.req.valid("header")["if-match"] };
    const row = await changeSquad(c, id, expected, named(c.req.valid("json")));
    return c.json(await withNames(c, row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteSquad, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const requireUnused = (tx: Tx, row: SquadRow) => requireAnswersNone(tx, row, "squadId");
    await mirrorOf(c).remove(c.var.tenant, { id, ifMatch, author: authorOf(c), requireUnused });
    return c.body(null, 204);
  });

  app.openapi(contract.listMembers, async (c) => {
    const [row, names] = await requireSquad(c, c.req.valid("param").id);
    return c.json({ items: toSquad(names)(row).members, nextCursor: null }, 200);
  });

  app.openapi(createRoute({ ...contract.addMember, middleware: [idempotent("member")] as const }), async (c) => {
    const { id } = c.req.valid("param");
    const { assistantId, handoffs, position } = c.req.valid("json");
    const expected = { ifMatch: c.req.valid("header")["if-match"] };
    const row = await changeSquad(c, id, expected, (before) => ({
      name: before.name,
      members: withMember(before.members, { assistantId, handoffs }, position),
    }));
    return c.json(await withNames(c, row), 201, etagHeader(row));
  });

  app.openapi(contract.changeMember, async (c) => {
    const { id, assistantId } = c.req.valid("param");
    const change = c.req.valid("json");
    const expected = { ifMatch: c.req.valid("header")["if-match"] };
    const row = await changeSquad(c, id, expected, (before) => ({
      name: before.name,
      members: withChangedMember(before.members, assistantId.toLowerCase(), change),
    }));
    return c.json(await withNames(c, row), 200, etagHeader(row));
  });

  app.openapi(contract.removeMember, async (c) => {
    const { id, assistantId } = c.req.valid("param");
    const expected = { ifMatch: c.req.valid("header")["if-match"] };
    const row = await changeSquad(c, id, expected, (before) => ({
      name: before.name,
      members: withoutMember(before.members, assistantId.toLowerCase()),
    }));
    return c.json(await withNames(c, row), 200, etagHeader(row));
  });
}

async function requireSquad(c: Scope<Env>, id: string): Promise<[SquadRow, Names]> {
  const { tenant } = c.var;
  const [row, names] = await tenant.read((tx) =>
    Promise.all([squadResource.find(tx, tenant.orgId, id), findNames(tx, tenant.orgId)]),
  );
  if (row === undefined) throw notFound("squad");
  return [row, names];
}

const withNames = async ({ var: { tenant } }: Scope<Env>, row: SquadRow): Promise<Squad> =>
  toSquad(await tenant.read((tx) => findNames(tx, tenant.orgId)))(row);
