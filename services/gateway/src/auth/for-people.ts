import { Problem } from "@allokoli/shared/http/problem";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";

/**
 * Paths for people only, not for API keys: their own profile, the members of the organization, and its API keys. A
 * leaked key must not be able to create another key or to invite somebody.
 */
export const FOR_PEOPLE = [
  "/v1/me",
  "/v1/organizations",
  "/v1/invitations",
  "/v1/organization/members",
  "/v1/organization/invitations",
  "/v1/organization/export",
  "/v1/api-keys",
  // Somebody speaks, and hears.
  "/v1/calls/web",
] as const;

/** The sound of a call is for somebody who listens, not for a program to record. */
const LISTENING_IN = /^\/v1\/calls\/[^/]+\/audio$/;

/** Whether a path, or a template of paths, is for people alone. */
export const isForPeople = (path: string) =>
  LISTENING_IN.test(path) || FOR_PEOPLE.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));

/** Behind `signedIn`: refuses API keys on paths that are for people only. */
export const forPeople = createMiddleware<GatewayEnv>(async (c, next) => {
  if (c.var.apiKey !== undefined && isForPeople(c.req.path)) throw new Problem("not_for_api_keys");
  await next();
});
