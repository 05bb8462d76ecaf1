import type { OpenAPIHono } from "@hono/zod-openapi";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Context } from "hono";
import type { Env } from "../env.ts";
import { getUnsubscription, unsubscribe, type Unsubscription } from "./contract.ts";
import * as store from "./settings-store.ts";
import { readUnsubscription, type Unsubscription as Token } from "./unsubscribe-token.ts";

/** For who has a mail's link, signed in or not. Nothing is asked of the database before its signature is good. */
export function routeUnsubscribing(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(getUnsubscription, async (c) =>
    c.json(await withToken(c, c.req.valid("query").token, (tenant, token) => find(tenant, token)), 200),
  );

  app.openapi(unsubscribe, async (c) =>
    c.json(await withToken(c, c.req.valid("query").token, (tenant, token) => find(tenant, token, "stop")), 200),
  );
}

async function withToken<T>(
  c: Context<ServiceEnv<Env>>,
  text: string,
  work: (tenant: Tenant, token: Token) => Promise<T>,
): Promise<T> {
  const env = requireEnv(c.env, ["CREDENTIALS_KEY", "HYPERDRIVE"]);
  const token = await readUnsubscription(env, text);
  if (token === undefined) throw notFound("link");
  const database = connect(env.HYPERDRIVE.connectionString);
  try {
    return await work(systemTenant(database, token.orgId), token);
  } finally {
    c.executionCtx.waitUntil(database.close());
  }
}

/** @throws {Problem} `not_found` when the membership is over */
async function find(tenant: Tenant, token: Token, then?: "stop"): Promise<Unsubscription> {
  return tenant.write("viewer", async (tx) => {
    const found = await store.findUnsubscription(tx, token);
    if (found === undefined) throw notFound("link");
    const { userId, ...said } = found;
    if (then !== "stop") return said;
    if (said.isOn) await store.stopAlerts(tx, token, userId);
    return { ...said, isOn: false };
  });
}
