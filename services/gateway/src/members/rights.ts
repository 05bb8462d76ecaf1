import { MEMBER_ROLES, type MemberRole } from "@allokoli/shared/identity/identity";

const rank = (role: MemberRole) => MEMBER_ROLES.indexOf(role);

/** Whether somebody with this role may make and keep API keys. */
export const mayHaveKeys = (role: MemberRole): boolean => rank(role) >= rank("admin");

/** Whether somebody with the role `actor` may give a role, and take it from a member who has it. */
export const mayManage = (actor: MemberRole, other: MemberRole): boolean =>
  actor === "owner" || (actor === "admin" && rank(other) < rank("owner"));
