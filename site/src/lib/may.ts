import type { ApiProblem } from "./api/client.ts";
import type { Organization } from "./api/types.ts";
import { currentOrganization } from "./organizations.ts";

export { leastFor, may } from "./least.ts";

type Role = Organization["role"];

/** The person's role in the chosen organization; undefined when it could not be read. */
export const roleOf = async (locals: App.Locals): Promise<Role | undefined> =>
  (await currentOrganization(locals))?.role;

/** What a page of a form shows to those whose input would be refused: before they have filled it in. */
export const REFUSED: ApiProblem = { code: "role_too_low", status: 403 };
