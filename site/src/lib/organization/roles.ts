import type { Member } from "../api/types.ts";

type Role = Member["role"];
/** From the one that may do least. */
export const ROLES = ["viewer", "member", "admin", "owner"] as const satisfies Role[];

/** Whether to offer a role actions on members of another role; the API decides whether they are allowed. */
export const mayManage = (actor: Role, other: Role) => actor === "owner" || (actor === "admin" && other !== "owner");

/** The roles that a person may give to others. */
export const grantable = (actor: Role): Role[] => ROLES.filter((role) => mayManage(actor, role));
