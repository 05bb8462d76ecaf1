import { sql } from "drizzle-orm";
import { connect } from "@allokoli/shared/db/connect";
import { databaseProblem } from "@allokoli/shared/db/errors";
import { personTenant } from "@allokoli/shared/db/tenant";
import { Problem, type ProblemCode } from "@allokoli/shared/http/problem";
import type { Identity, MemberRole } from "@allokoli/shared/identity/identity";
import type { Log } from "@allokoli/shared/log/log";
import type { CallsEnv } from "../env.ts";

const REFUSALS = new Set<ProblemCode>(["not_a_member", "role_too_low", "unauthorized"]);

/**
 * Those of the listeners who may listen no longer. One connection for all: it is opened here, because the request's own
 * is closed once its stream has begun. Nobody is cut off because Postgres does not answer.
 */
export async function findRemoved<Listener extends Identity>(
  env: Pick<CallsEnv, "HYPERDRIVE">,
  listeners: Iterable<Listener>,
  log: Log,
  least?: MemberRole,
): Promise<Listener[]> {
  const database = connect(env.HYPERDRIVE.connectionString);
  const removed: Listener[] = [];
  try {
    for (const listener of listeners) {
      try {
        const tenant = personTenant(database, listener.claims, listener.orgId);
        await tenant.read((tx) => tx.execute(sql`select 1`), least);
      } catch (err) {
        const problem = err instanceof Problem ? err : databaseProblem(err);
        if (problem === undefined || !REFUSALS.has(problem.code)) throw err;
        removed.push(listener);
      }
    }
  } catch (err) {
    log.warn("membership not checked", { error: err instanceof Error ? err.name : typeof err });
  } finally {
    await database.close();
  }
  return removed;
}
