import type { OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { findBase } from "../bases/store.ts";
import type { Env } from "../env.ts";
import * as contract from "./contract.ts";
import * as store from "./store.ts";

/** What callers asked, for the people who write the answers. */
export function routeQuestions(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listKnowledgeQuestions, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor, found } = c.req.valid("query");
    const { tenant } = c.var;
    const { orgId } = tenant;
    const filter = { limit, after: decodeCursor(cursor), found: found === undefined ? undefined : found === "true" };
    const [base, rows] = await tenant.read((tx) =>
      Promise.all([findBase(tx, orgId, id), store.listQuestions(tx, orgId, id, filter)]),
    );
    if (base === undefined) throw notFound("knowledge base");
    return c.json(toPage(rows, limit, store.toQuestion, positionOf), 200);
  });

  app.openapi(contract.deleteKnowledgeQuestion, async (c) => {
    const { id: baseId, questionId: id } = c.req.valid("param");
    const { tenant } = c.var;
    const deletion = { baseId, id, author: authorOf(c) };
    const wasThere = await tenant.write("member", (tx) => store.deleteQuestion(tx, tenant.orgId, deletion));
    if (!wasThere) throw notFound("question");
    return c.body(null, 204);
  });
}
