import type { Database } from "@allokoli/shared/db/connect";
import { databaseProblem } from "@allokoli/shared/db/errors";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { claimsLater } from "@allokoli/shared/identity/identity";
import type { Log } from "@allokoli/shared/log/log";
import { v7 as uuidv7 } from "uuid";
import { beginRun, FIELDS } from "../test-runs/begin.ts";
import { listSchedules, missTurn, takeTurn, type ScheduleRow } from "./store.ts";

/** The claims are ours, made for one transaction: their time is not looked at. */
const LATER_S = 3600;

/**
 * Begins the runs whose hour has come, each once.
 * @returns when the next one is due; undefined when no suite of the organization has a schedule
 */
export async function beginDue(database: Database, orgId: string, log: Log): Promise<Date | undefined> {
  const system = systemTenant(database, orgId);
  const due = (await system.read((tx) => listSchedules(tx, orgId))).filter(isDue);
  for (const schedule of due) {
    try {
      await begin(database, schedule);
    } catch (err) {
      const problem = err instanceof Problem ? err : databaseProblem(err);
      if (problem === undefined || problem.status >= 500) throw err;
      log.warn("scheduled tests not begun", { suiteId: schedule.suiteId, code: problem.code });
      const detail = problem.detail ?? problem.errors?.map(({ message }) => message).join("; ") ?? null;
      await system.write("member", (tx) => missTurn(tx, schedule, { code: problem.code, detail }));
    }
  }
  const [next] = await system.read((tx) => listSchedules(tx, orgId));
  return next?.nextAt ?? undefined;
}

const isDue = ({ nextAt }: ScheduleRow) => nextAt !== null && nextAt.getTime() <= Date.now();

/** The turn and its run are written together, in the name of who asked for the schedule. */
async function begin(database: Database, schedule: ScheduleRow) {
  const { orgId, suiteId, targetType, targetId, askedBy, askedRole } = schedule;
  const claims = claimsLater(schedule, ["write"], LATER_S);
  const id = uuidv7();
  const kind = askedRole === "api_key" ? ("api_key" as const) : ("person" as const);
  const author = { userId: askedBy, kind, requestId: id };
  await personTenant(database, claims, orgId).write("member", async (tx) => {
    if (!(await takeTurn(tx, orgId, suiteId))) return;
    await beginRun(tx, orgId, { id, suiteId, asked: { [FIELDS[targetType]]: targetId }, isScheduled: true, author });
  });
}
