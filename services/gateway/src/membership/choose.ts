import type { MemberRole } from "@allokoli/shared/identity/identity";

export type Membership = { orgId: string; role: MemberRole };

export type Choice = { orgId: string } | { refusal: "not_a_member" | "organization_required" };

/** The organization that a request is for: the one it asks for, else the only one that the person has. */
export function choose(memberships: readonly Membership[], asked: string | undefined): Choice {
  if (asked !== undefined) {
    const orgId = asked.toLowerCase();
    return memberships.some((membership) => membership.orgId === orgId) ? { orgId } : { refusal: "not_a_member" };
  }
  const [only, ...more] = memberships;
  if (only === undefined) return { refusal: "not_a_member" };
  return more.length === 0 ? { orgId: only.orgId } : { refusal: "organization_required" };
}
