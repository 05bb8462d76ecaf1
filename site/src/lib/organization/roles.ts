import type { Member } from "../../../../services/gateway/src/members/contract.ts";

type Role = Member["role"];
const ROLES = ["viewer", "member", "admin", "owner"] as const satisfies Role[];

/** What is offered to whom; the API decides. */
export const mayManage = (actor: Role, other: Role) => actor === "owner" || (actor === "admin" && other !== "owner");

/** The roles that somebody may give. */
export const grantable = (actor: Role): Role[] => ROLES.filter((role) => mayManage(actor, role));
