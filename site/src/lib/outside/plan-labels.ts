import type { PlanLimit } from "@allokoli/shared/limits/plans";
import { m } from "../../paraglide/messages.js";
import { LIMIT_LABELS } from "../organization/limits.ts";

/** The names of the limits of a plan that nobody uses yet: a month, where an organization's page says this month. */
export const planLabel = (name: PlanLimit): string =>
  name === "minutesPerMonth"
    ? m.pricing_minutes()
    : name === "testRunsPerDay"
      ? m.pricing_test_runs()
      : LIMIT_LABELS[name]();
