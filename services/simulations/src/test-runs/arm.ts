import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Scope } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";

/** Has the organization's `TestRuns` look at its runs and schedules. Resolves once its alarm is stored. */
export const armRuns = (c: Scope<Env>, when: "soon" | "now") => {
  const { TEST_RUNS } = requireEnv(c.env, ["TEST_RUNS"]);
  const { orgId } = c.var.tenant;
  return TEST_RUNS.getByName(orgId).arm(orgId, when);
};
