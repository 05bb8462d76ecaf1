import type { OpenAPIHono } from "@hono/zod-openapi";
import { passages } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { and, asc, eq, gte } from "drizzle-orm";
import type { Env } from "../env.ts";
import { findFile } from "../files/store.ts";
import { listPassages, type Passage } from "./contract.ts";

/** What was read of a file, for people who wonder what an assistant finds in it. */
export function routePassages(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(listPassages, async (c) => {
    const { id } = c.req.valid("param");
    const { limit, cursor = "0" } = c.req.valid("query");
    const { tenant } = c.var;
    const [file, rows] = await tenant.read((tx) =>
      Promise.all([findFile(tx, tenant.orgId, id), passagesFrom(tx, tenant.orgId, id, Number(cursor), limit + 1)]),
    );
    if (file === undefined) throw notFound("file");
    const items = rows.slice(0, limit);
    return c.json({ items, nextCursor: rows.length > limit ? String(rows[limit]?.position) : null }, 200);
  });
}

const passagesFrom = (tx: Tx, orgId: string, fileId: string, position: number, limit: number): Promise<Passage[]> =>
  tx
    .select({ position: passages.position, text: passages.text, page: passages.page, headings: passages.headings })
    .from(passages)
    .where(and(eq(passages.orgId, orgId), eq(passages.fileId, fileId), gte(passages.position, position)))
    .orderBy(asc(passages.position))
    .limit(limit);
