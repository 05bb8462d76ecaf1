import { COUNTED_LIMITS, PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import type { Usage } from "@allokoli/shared/limits/usage";
import type { OrganizationLimits } from "./contract.ts";

/** What the plan allows beside what is used of it. */
export function toLimits({ plan, used, month: { from, to } }: Usage): OrganizationLimits {
  const month = { from: from.toISOString(), to: to.toISOString() };
  return {
    plan,
    limits: [
      ...COUNTED_LIMITS.map((name) => ({
        name,
        allowed: PLAN_LIMITS[plan][name],
        used: used[name],
        period: name === "minutesPerMonth" ? month : null,
      })),
      { name: "requestsPerMinute", allowed: PLAN_LIMITS[plan].requestsPerMinute, used: null, period: null },
    ],
  };
}
