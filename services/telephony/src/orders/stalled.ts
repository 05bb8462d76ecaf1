import type { Tx } from "@allokoli/shared/db/tenant";
import { sql } from "drizzle-orm";
import type { OrderName } from "../env.ts";

/** Three times the longest pause between two looks at an order. Each look updates the row. */
const LEFT_MS = 15 * 60_000;
const AT_ONCE = 25;

/** Orders that their object no longer resumes, for example because it could not read its state: the oldest first. */
export async function findStalledOrders(tx: Tx, now: number): Promise<OrderName[]> {
  const since = new Date(now - LEFT_MS).toISOString();
  const { rows } = await tx.execute<{ org_id: string; id: string }>(
    sql`select org_id, id from app.orders_left(${since}::timestamptz, ${AT_ONCE})`,
  );
  return rows.map((row) => ({ orgId: row.org_id, numberId: row.id }));
}
