import type { Organization } from "./api/types.ts";
import { ROLES } from "./organization/roles.ts";

// Apart from may.ts, which reads the organization and so runs on the server alone: islands ask these questions too.

type Role = Organization["role"];

/** Whether a role is allowed what is for `least`. A page hides what the API would refuse; unknown roles see everything. */
export const may = (role: Role | undefined, least: Role) =>
  role === undefined || ROLES.indexOf(role) >= ROLES.indexOf(least);

/** Pages that are one form or one act, with the least role whose request the API takes. All others are for everybody. */
const LEAST: [RegExp, Role][] = [
  [/^\/assistants\/new(\/|$)/, "member"],
  [/^\/assistants\/[^/]+\/(edit|voice|tools|talk|start\/[^/]+)$/, "member"],
  [/^\/calls\/new$/, "member"],
  [/^\/functions\/new$/, "member"],
  [/^\/numbers\/new(\/|$)/, "admin"],
  [/^\/numbers\/[^/]+\/answering$/, "member"],
  [/^\/settings\/telephony\/new$/, "admin"],
  [/^\/workflows\/new$/, "member"],
  [/^\/workflows\/[^/]+\/(edit|outline)$/, "member"],
  [/^\/settings\/(api-keys|logs)(\/|$)/, "admin"],
  [/^\/settings\/privacy$/, "member"],
  [/^\/settings\/webhooks\/(new$|[^/]+\/deliveries\/)/, "admin"],
  [/^\/squads\/(new|[^/]+\/edit)$/, "member"],
  [/^\/tests\/(new|[^/]+\/tests\/new)$/, "member"],
];

/** The least role that a page is for. Others see so before they fill it in (`layouts/Shell`), with the status 403. */
export const leastFor = (path: string): Role => LEAST.find(([page]) => page.test(path))?.[1] ?? "viewer";
