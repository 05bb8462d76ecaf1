import { Problem } from "@allokoli/shared/http/problem";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";

/**
 * Paths for people only, not for API keys: what they change of their own profile, the members of the organization, and its API keys. A
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

/** A key may ask who it is, and for which organization. */
const WHO_AM_I = "/v1/me";

/** Whether an operation is for people alone, by its path or the template of its path. */
export const isForPeople = (path: string, method: string) =>
  !(path === WHO_AM_I && method === "GET") && isPathOfPeople(path);

const isPathOfPeople = (path: string) =>
  LISTENING_IN.test(path) || FOR_PEOPLE.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));

/** Behind `signedIn`: refuses API keys on paths that are for people only. */
export const forPeople = createMiddleware<GatewayEnv>(async (c, next) => {
  if (c.var.apiKey !== undefined && isForPeople(c.req.path, c.req.method)) throw new Problem("not_for_api_keys");
  await next();
});
