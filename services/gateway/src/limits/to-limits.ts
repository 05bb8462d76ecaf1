import { NEW_ACCOUNT_LIMITS, PLAN_LIMITS, type LimitName, type NewAccountLimit } from "@allokoli/shared/limits/plans";
import type { Period, Usage } from "@allokoli/shared/limits/usage";
import type { Limit, OrganizationLimits } from "./contract.ts";

/** The daily limits of a new organization, with what is used of them. */
export type NewAccountUsage = { used: Record<NewAccountLimit, number>; day: Period };

/** The limits of the plan with what is used of them, then the limits of a new organization. */
export function toLimits(
  { plan, used, month, day }: Usage,
  newAccount: NewAccountUsage | undefined,
): OrganizationLimits {
  const periods: Partial<Record<LimitName, Period>> = { minutesPerMonth: month, testRunsPerDay: day };
  const counts: Partial<Record<LimitName, number>> = used;
  const toLimit = (name: LimitName, allowed: number): Limit => ({
    name,
    allowed,
    used: counts[name] ?? null,
    period: toPeriod(periods[name]),
  });
  return {
    plan,
    limits: [
      ...entriesOf(PLAN_LIMITS[plan]).map(([name, allowed]) => toLimit(name, allowed)),
      ...(newAccount === undefined
        ? []
        : entriesOf(NEW_ACCOUNT_LIMITS).map(([name, allowed]) => ({
            name,
            allowed,
            used: newAccount.used[name],
            period: toPeriod(newAccount.day),
          }))),
    ],
  };
}

const toPeriod = (period: Period | undefined) =>
  period === undefined ? null : { from: period.from.toISOString(), to: period.to.toISOString() };

// The objects are constants, which have the keys of their types and no other.
const entriesOf = <Name extends LimitName>(limits: Readonly<Record<Name, number>>) =>
  Object.entries(limits) as [Name, number][];
