import { requireEnv } from "@allokoli/shared/env/require-env";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";
import { choose, requireChosen } from "./choose.ts";
import type { Memberships } from "./memberships.ts";
import type { readMemberships } from "./store.ts";

export const ORGANIZATION_HEADER = "x-organization-id";

/** Behind `signedIn`: the request is for one organization, of which the person is a member, or whose the API key is. */
export const inOrganization = (memberships: Memberships, read: typeof readMemberships) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    const { HYPERDRIVE } = requireEnv(c.env, ["HYPERDRIVE"]);
    const { claims, apiKey } = c.var;
    const asked = c.req.header(ORGANIZATION_HEADER);
    const afterAnswer = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    const query = () => read(HYPERDRIVE.connectionString, claims, afterAnswer);
    const { orgId, plan, role } =
      apiKey === undefined
        ? await memberships.resolve(claims.sub, asked, query)
        : requireChosen(choose([apiKey], asked));
    c.set("orgId", orgId);
    c.set("plan", plan);
    c.set("role", role);
    await next();
  });
