import { Problem } from "@allokoli/shared/http/problem";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import type { Plan } from "@allokoli/shared/limits/plans";

export type Membership = { orgId: string; role: MemberRole; plan: Plan };

export type Choice = { membership: Membership } | { refusal: "not_a_member" | "organization_required" };

/** The organization that a request is for: the one it asks for, else the only one that the person has. */
export function choose(memberships: readonly Membership[], asked: string | undefined): Choice {
  if (asked !== undefined) {
    const orgId = asked.toLowerCase();
    const membership = memberships.find((one) => one.orgId === orgId);
    return membership === undefined ? { refusal: "not_a_member" } : { membership };
  }
  const [only, ...more] = memberships;
  if (only === undefined) return { refusal: "not_a_member" };
  return more.length === 0 ? { membership: only } : { refusal: "organization_required" };
}

/** @throws {Problem} `not_a_member`, also for an organization that does not exist; `organization_required`. */
export function requireChosen(choice: Choice): Membership {
  if ("membership" in choice) return choice.membership;
  throw new Problem(choice.refusal);
}
