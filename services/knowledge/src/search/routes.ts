import type { OpenAPIHono } from "@hono/zod-openapi";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { findBase } from "../bases/store.ts";
import type { Env } from "../env.ts";
import { queryKnowledgeBase } from "./contract.ts";
import { searchPassages } from "./search.ts";

export function routeQuery(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(queryKnowledgeBase, async (c) => {
    const { id } = c.req.valid("param");
    const { text, limit } = c.req.valid("json");
    const { tenant } = c.var;
    const { orgId } = tenant;
    const [base, items] = await tenant.read((tx) =>
      Promise.all([findBase(tx, orgId, id), searchPassages(tx, { orgId, knowledgeBaseId: id, text, limit })]),
    );
    if (base === undefined) throw notFound("knowledge base");
    return c.json({ items }, 200);
  });
}
