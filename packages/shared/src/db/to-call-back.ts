import { and, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import { FAULTS } from "../ended-reasons/families.ts";
import { calls } from "./schema/index.ts";

/**
 * SQL, of a row of `calls`: a caller whom nobody served (no answer, or a fault of ours or the line's), and whom nobody has
 * called back since. A blocked caller is not one of them.
 */
export const isToCallBack = and(
  eq(calls.direction, "inbound"),
  eq(calls.status, "ended"),
  isNull(calls.followedUpAt),
  isNotNull(calls.customerNumber),
  sql`${calls.endedFamily} is distinct from 'blocked'`,
  or(isNull(calls.startedAt), inArray(calls.endedFamily, [...FAULTS])),
);
