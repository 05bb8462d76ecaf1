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
import type { Env } from "../env.ts";
import * as contract from "./contract.ts";
import type { Squad, SquadSettings } from "./contract.ts";
import { withChangedMember, withMember, withoutMember } from "./members.ts";
import { squadMirror } from "./mirror.ts";
import { findNames, requireGoodMembers, requireUnused, squadStore, toSquad } from "./store.ts";

type App = ServiceEnv<Env>;
/** What a request has at hand: its environment and what the middleware put there. */
type Scope = { env: Env; var: ServiceVariables };
/** What a change makes of a squad. */
type Change = (before: SquadSettings & { name: string }) => SquadSettings & { name: string };

export function routeSquads(app: OpenAPIHono<App>): void {
  app.openapi(contract.listSquads, async (c) => {
    const { limit, cursor, search } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor), search };
    const [rows, names] = await tenant.read((tx) =>
      Promise.all([squadStore.list(tx, tenant.orgId, filter), findNames(tx, tenant.orgId)]),
    );
    return c.json(toPage(rows, limit, toSquad(names), positionOf), 200);
  });

  app.openapi(createRoute({ ...contract.createSquad, middleware: [idempotent] as const }), async (c) => {
    const { name, members } = c.req.valid("json");
    const settings: SquadSettings = { members };
    const { tenant, database, creationId: id } = c.var;
    const books = squadStore.books(database, tenant.orgId);
    await mirrorOf(c).change((leaseUntil) =>
      commitCreation(tenant, squadStore, books, {
        id,
        name,
        settings,
        isMirrored: true,
        leaseUntil,
        author: authorOf(c),
        check: (tx) => requireGoodMembers(tx, tenant.orgId, settings),
      }),
    );
    const { squad, etag } = await requireSquad(c, id);
    return c.json(squad, 201, etag);
  });

  app.openapi(contract.getSquad, async (c) => {
    const { squad, etag } = await requireSquad(c, c.req.valid("param").id);
    return c.json(squad, 200, etag);
  });

  app.openapi(contract.updateSquad, async (c) => {
    const { id } = c.req.valid("param");
    const { name, members } = c.req.valid("json");
    await applyChange(c, id, c.req.valid("header")["if-match"], (before) => ({
      name: name ?? before.name,
      members: members ?? before.members,
    }));
    const { squad, etag } = await requireSquad(c, id);
    return c.json(squad, 200, etag);
  });

  app.openapi(contract.deleteSquad, async (c) => {
    const { id } = c.req.valid("param");
    const { "if-match": ifMatch } = c.req.valid("header");
    const deletion = { id, ifMatch, author: authorOf(c), requireUnused };
    await mirrorOf(c).remove(() => commitDeletion(c.var.tenant, squadStore, deletion));
    return c.body(null, 204);
  });

  app.openapi(contract.listMembers, async (c) => {
    const { squad } = await requireSquad(c, c.req.valid("param").id);
    return c.json({ items: squad.members, nextCursor: null }, 200);
  });

  app.openapi(createRoute({ ...contract.addMember, middleware: [idempotent] as const }), async (c) => {
    const { id } = c.req.valid("param");
    const { assistantId, handoffs, position } = c.req.valid("json");
    await applyChange(c, id, c.req.valid("header")["if-match"], (before) => ({
      name: before.name,
      members: withMember(before.members, { assistantId, handoffs }, position),
    }));
    const { squad, etag } = await requireSquad(c, id);
    return c.json(squad, 201, etag);
  });

  app.openapi(contract.changeMember, async (c) => {
    const { id, assistantId } = c.req.valid("param");
    const change = c.req.valid("json");
    await applyChange(c, id, c.req.valid("header")["if-match"], (before) => ({
      name: before.name,
      members: withChangedMember(before.members, assistantId.toLowerCase(), change),
    }));
    const { squad, etag } = await requireSquad(c, id);
    return c.json(squad, 200, etag);
  });

  app.openapi(contract.removeMember, async (c) => {
    const { id, assistantId } = c.req.valid("param");
    await applyChange(c, id, c.req.valid("header")["if-match"], (before) => ({
      name: before.name,
      members: withoutMember(before.members, assistantId.toLowerCase()),
    }));
    const { squad, etag } = await requireSquad(c, id);
    return c.json(squad, 200, etag);
  });
}

function applyChange(c: Scope, id: string, ifMatch: string | undefined, change: Change) {
  const decide = async (tx: Tx, row: ResourceRow) => {
    const before = { name: row.name, ...squadStore.settingsOf(row) };
    const { name, members } = change(before);
    const settings: SquadSettings = { members };
    await requireGoodMembers(tx, row.orgId, settings);
    const isSame = name === before.name && isSameJson(members, before.members);
    // What failed is tried again even as it is.
    return isSame && row.syncState !== "failed" ? undefined : { name, settings, isMirrored: true };
  };
  return mirrorOf(c).change((leaseUntil) =>
    commitChange(c.var.tenant, squadStore, { id, ifMatch, leaseUntil, author: authorOf(c), decide }),
  );
}

async function requireSquad(c: Scope, id: string): Promise<{ squad: Squad; etag: { ETag: string } }> {
  const { tenant } = c.var;
  const [row, names] = await tenant.read((tx) =>
    Promise.all([squadStore.find(tx, tenant.orgId, id), findNames(tx, tenant.orgId)]),
  );
  if (row === undefined) throw notFound("squad");
  return { squad: toSquad(names)(row), etag: { ETag: etagOf(row.revision) } };
}

const mirrorOf = (c: Scope) => squadMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
