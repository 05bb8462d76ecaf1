/** Everybody who may come to the database: people and API keys by their roles, outsiders, and who serves no person. */
export const ACTORS = [
  "owner",
  "admin",
  "member",
  "viewer",
  "removed",
  "outsider",
  "adminKey",
  "memberKey",
  "viewerKey",
  "revokedKey",
  "expiredKey",
  "outsiderKey",
  "nobody",
  "loginRole",
  "anon",
  "authenticated",
  "serviceRole",
  "system",
  "strangerSystem",
  "systemWithoutOrganization",
] as const;
export type Actor = (typeof ACTORS)[number];

export const OWNER: Actor[] = ["owner"];
export const ADMINS: Actor[] = ["owner", "admin", "adminKey"];
export const MEMBERS: Actor[] = [...ADMINS, "member", "memberKey"];
export const EVERYBODY: Actor[] = [...MEMBERS, "viewer", "viewerKey"];
/** What API keys are kept from. */
export const people = (actors: Actor[]) => actors.filter((actor) => !actor.endsWith("Key"));
export const SYSTEM: Actor[] = ["system"];
