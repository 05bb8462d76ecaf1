import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import type { GatewayApp } from "../env.ts";
import { listLogs } from "./contract.ts";
import { listEntries, toLogEntry } from "./store.ts";

/** Who did what in the organization, and what failed. */
export function routeLogs(app: GatewayApp) {
  app.openapi(listLogs, async (c) => {
    const { cursor, ...filter } = c.req.valid("query");
    const { tenant } = c.var;
    const after = decodeCursor(cursor);
    const rows = await tenant.read((tx) => listEntries(tx, tenant.orgId, { ...filter, after }), "admin");
    return c.json(toPage(rows, filter.limit, toLogEntry, positionOf), 200);
  });
}
