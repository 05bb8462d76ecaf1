import { readFileSync } from "node:fs";
import { PLAN_LIMITS, PLANS } from "@allokoli/shared/limits/plans";
import { expect, it } from "vitest";

/** What a rate limit binding of the gateway counts to in a minute. */
function limitOf(binding: string): number {
  const text = readFileSync(new URL("../../../../wrangler.toml", import.meta.url), "utf8");
  const [, limit] =
    new RegExp(`name = "${binding}"\\n.*\\nsimple = \\{ limit = (\\d+), period = 60 \\}`).exec(text) ?? [];
  return Number(limit);
}

it.each(PLANS)("the bindings of %s count to what the plan says, and to half of it for a key or a viewer", (plan) => {
  const { requestsPerMinute } = PLAN_LIMITS[plan];
  const suffix = plan === "starter" ? "" : `_${plan.toUpperCase()}`;
  expect(limitOf(`RATE_LIMIT${suffix}`)).toBe(requestsPerMinute);
  expect(limitOf(`RATE_LIMIT_HALF${suffix}`)).toBe(requestsPerMinute / 2);
});
