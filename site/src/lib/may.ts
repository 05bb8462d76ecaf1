import type { ApiProblem } from "./api/client.ts";
import type { Organization } from "./api/types.ts";

type Role = Organization["role"];
const RANK = { viewer: 0, member: 1, admin: 2, owner: 3 } as const satisfies Record<Role, number>;

/** Whether a role is allowed what is for `least`. A page hides what the API would refuse; unknown roles see everything. */
export const may = (role: Role | undefined, least: Role) => role === undefined || RANK[role] >= RANK[least];

/** The person's role in the chosen organization; undefined when it could not be read. */
export async function roleOf({
  organizations,
  organizationId,
}: Pick<App.Locals, "organizations" | "organizationId">): Promise<Role | undefined> {
  const answer = await organizations;
  return answer?.ok ? answer.data.items.find(({ id }) => id === organizationId)?.role : undefined;
}

/** What a page of a form shows to those whose input would be refused: before they have filled it in. */
export const REFUSED: ApiProblem = { code: "role_too_low", status: 403 };
