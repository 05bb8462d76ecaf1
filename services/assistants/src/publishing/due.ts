import type { Database } from "@allokoli/shared/db/connect";
import { databaseProblem } from "@allokoli/shared/db/errors";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { claimsLater } from "@allokoli/shared/identity/identity";
import type { Log } from "@allokoli/shared/log/log";
import type { Scope } from "@allokoli/shared/service/service";
import { v7 as uuidv7 } from "uuid";
import { discardDraft } from "../drafts/drafts.ts";
import { readPlayed } from "../drafts/played.ts";
import { publishAssistant, publishSquad, publishWorkflow } from "../drafts/publishers.ts";
import type { Env } from "../env.ts";
import { etagOf } from "@allokoli/shared/http/etag";
import { failPlan, waitingPlans, type PlanRow } from "./store.ts";

const PUBLISH = { assistant: publishAssistant, squad: publishSquad, workflow: publishWorkflow };

/** The end of a run is told to us; when that is lost, it is looked for after this time. */
const LOOK_AGAIN_MS = 60_000;
/** The claims are ours, made for one transaction after the other: their time is not looked at. */
const LATER_S = 3600;

/**
 * Publishes every draft of an organization whose time has come.
 * @returns when to look again; undefined when nothing is planned
 */
export async function publishDue(env: Env, database: Database, orgId: string, log: Log): Promise<Date | undefined> {
  const plans = await systemTenant(database, orgId).read((tx) => waitingPlans(tx, orgId));
  const moments: Date[] = [];
  for (const plan of plans) {
    const isDue = plan.at === null || plan.at.getTime() <= Date.now();
    const next = isDue ? await publishPlanned(env, database, plan, log) : plan.at;
    if (next != null) moments.push(next);
  }
  return moments.length === 0 ? undefined : new Date(Math.min(...moments.map((moment) => moment.getTime())));
}

/** One plan, as the person who asked for it: what they may do is looked at now. Resolves with when to look again. */
async function publishPlanned(env: Env, database: Database, plan: PlanRow, log: Log): Promise<Date | undefined> {
  const { orgId, kind, resourceId: id, revision } = plan;
  const c = asPerson(env, database, plan, log);
  try {
    await PUBLISH[kind](c, { id, ifMatch: etagOf(revision), despiteTests: false });
    return undefined;
  } catch (err) {
    const problem = err instanceof Problem ? err : databaseProblem(err);
    if (problem === undefined || problem.status >= 500) throw err;
    if (problem.tests?.state === "running") return new Date(Date.now() + LOOK_AGAIN_MS);
    const played = await systemTenant(database, orgId).read((tx) => readPlayed(tx, { orgId, kind, id }));
    if (played === undefined) return undefined;
    if (problem.code === "precondition_failed" && "name" in played && !played.isDifferent) {
      // It is published: the process died before it put the draft away.
      await discardDraft(c, { kind, id }, etagOf(revision));
      return undefined;
    }
    const { code, errors } = problem;
    const detail = problem.detail ?? errors?.map(({ path, message }) => `${path} ${message}`).join("; ") ?? null;
    log.warn("draft not published as planned", { kind, id, code });
    const name = "name" in played ? played.name : "";
    await systemTenant(database, orgId).write("member", (tx) => failPlan(tx, plan, { code, detail, name }));
    return undefined;
  }
}

function asPerson(env: Env, database: Database, plan: PlanRow, log: Log): Scope<Env> {
  const { orgId, askedBy } = plan;
  const claims = claimsLater(plan, ["write"], LATER_S);
  return {
    env,
    var: {
      requestId: uuidv7(),
      log,
      claims,
      userId: askedBy,
      database,
      tenant: personTenant(database, claims, orgId),
    },
  };
}
