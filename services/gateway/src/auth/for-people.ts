import { Problem } from "@allokoli/shared/http/problem";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";

/**
 * What only a person does, signed in: what is about themselves, who belongs to the organization, and who may call in its
 * name. A key that leaked must not be able to make itself another, or let somebody in.
 */
export const FOR_PEOPLE = [
  "/v1/me",
  "/v1/organizations",
  "/v1/invitations",
  "/v1/organization/members",
  "/v1/organization/invitations",
  "/v1/api-keys",
] as const;

/** Whether a path, or a template of paths, is for people alone. */
export const isForPeople = (path: string) =>
  FOR_PEOPLE.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));

/** Behind `signedIn`: API keys are kept from what is for people. */
export const forPeople = createMiddleware<GatewayEnv>(async (c, next) => {
  if (c.var.apiKey !== undefined && isForPeople(c.req.path)) throw new Problem("not_for_api_keys");
  await next();
});
