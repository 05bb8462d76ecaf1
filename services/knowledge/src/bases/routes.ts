import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { etagHeader, requireCurrent } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import type { Env } from "../env.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";
import { toKnowledgeBase, type BaseRow } from "./store.ts";
import { listUsers, requireUnused } from "./usage.ts";

type App = ServiceEnv<Env>;

export function routeKnowledgeBases(app: OpenAPIHono<App>): void {
  app.openapi(contract.listKnowledgeBases, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const filter = { limit, after: decodeCursor(cursor) };
    const rows = await tenant.read((tx) => store.listBases(tx, tenant.orgId, filter));
    return c.json(toPage(rows, limit, toKnowledgeBase, positionOf), 200);
  });

  app.openapi(
    createRoute({ ...contract.createKnowledgeBase, middleware: [idempotent("member")] as const }),
    async (c) => {
      const { name, description = null } = c.req.valid("json");
      const { tenant, creationId: id } = c.var;
      const creation = { id, name, description, author: authorOf(c) };
      const [, row] = await tenant.write("member", (tx) =>
        Promise.all([
          requireWithin(tx, tenant.orgId, [{ limit: "knowledgeBases", ids: [id] }], new Date()),
          store.insertBase(tx, tenant.orgId, creation),
        ]),
      );
      if (row === undefined) throw new Problem("conflict");
      return c.json(toKnowledgeBase(row), 201, etagHeader(row));
    },
  );

  app.openapi(contract.getKnowledgeBase, async (c) => {
    const row = await requireBase(c, c.req.valid("param").id);
    return c.json(toKnowledgeBase(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateKnowledgeBase, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const row = await tenant.write("member", async (tx) => {
      const before = await requireCurrent("knowledge base", c.req.valid("header")["if-match"], () =>
        store.lockBase(tx, tenant.orgId, id),
      );
      await store.changeBase(tx, before, c.req.valid("json"), authorOf(c));
      return store.findBase(tx, tenant.orgId, id);
    });
    if (row === undefined) throw notFound("knowledge base");
    return c.json(toKnowledgeBase(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteKnowledgeBase, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    await tenant.write("member", async (tx) => {
      const before = await requireCurrent("knowledge base", c.req.valid("header")["if-match"], () =>
        store.lockBase(tx, tenant.orgId, id),
      );
      await requireUnused(tx, tenant.orgId, id);
      await store.deleteBase(tx, before, authorOf(c));
    });
    return c.body(null, 204);
  });

  app.openapi(contract.listKnowledgeBaseUsers, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    const [base, items] = await tenant.read((tx) =>
      Promise.all([store.findBase(tx, tenant.orgId, id), listUsers(tx, tenant.orgId, id, contract.MAX_USERS)]),
    );
    if (base === undefined) throw notFound("knowledge base");
    return c.json({ items }, 200);
  });

  app.openapi(contract.addFileToKnowledgeBase, async (c) => {
    const { id } = c.req.valid("param");
    const { fileId } = c.req.valid("json");
    const { tenant } = c.var;
    const row = await tenant.write("member", async (tx) => {
      const [before, isOurs] = await Promise.all([
        store.lockBase(tx, tenant.orgId, id),
        store.holdFile(tx, tenant.orgId, fileId),
      ]);
      if (before === undefined) throw notFound("knowledge base");
      if (!isOurs)
        throw new Problem("validation_failed", { errors: [{ path: "fileId", message: "is not a file of yours" }] });
      await store.addFile(tx, tenant.orgId, id, fileId, authorOf(c));
      return store.findBase(tx, tenant.orgId, id);
    });
    if (row === undefined) throw notFound("knowledge base");
    return c.json(toKnowledgeBase(row), 200, etagHeader(row));
  });

  app.openapi(contract.removeFileFromKnowledgeBase, async (c) => {
    const { id, fileId } = c.req.valid("param");
    const { tenant } = c.var;
    const wasIn = await tenant.write("member", (tx) => store.removeFile(tx, tenant.orgId, id, fileId, authorOf(c)));
    if (!wasIn) throw notFound("file in this knowledge base");
    return c.body(null, 204);
  });
}

async function requireBase(c: Scope<Env>, id: string): Promise<BaseRow> {
  const { tenant } = c.var;
  const row = await tenant.read((tx) => store.findBase(tx, tenant.orgId, id));
  if (row === undefined) throw notFound("knowledge base");
  return row;
}
