import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { etagHeader } from "@allokoli/shared/http/etag";
import { given } from "@allokoli/shared/http/given";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { toUtc } from "@allokoli/shared/http/moment";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { Problem } from "@allokoli/shared/http/problem";
import { findUrlFault } from "@allokoli/shared/http/public-url";
import { afterAnswer, type Scope, type ServiceEnv } from "@allokoli/shared/service/service";
import { v7 as uuidv7 } from "uuid";
import { toAttempt } from "../lane/attempt.ts";
import type { Env } from "../env.ts";
import { isSuccess } from "../lane/decide.ts";
import { wakeLane, wakeOutbox } from "../scope.ts";
import { createSecret, ROTATION_MS, sealSecret } from "@allokoli/shared/crypto/signing";
import * as contract from "./contract.ts";
import { pingEndpoint } from "./ping.ts";
import { replay } from "./replay.ts";
import * as store from "./store.ts";
import { toWebhook } from "./store.ts";

export function routeWebhooks(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(contract.listWebhooks, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { tenant } = c.var;
    const after = decodeCursor(cursor);
    const rows = await tenant.read((tx) => store.listEndpoints(tx, tenant.orgId, { limit, after }));
    return c.json(toPage(rows, limit, toWebhook, positionOf), 200);
  });

  app.openapi(
    createRoute({
      ...contract.createWebhook,
      middleware: [idempotent("admin", { toKept: contract.withoutSecret })] as const,
    }),
    async (c) => {
      const { url, description = null, eventTypes = null, state = "enabled" } = c.req.valid("json");
      const { tenant, creationId: id } = c.var;
      const secret = createSecret();
      const kept = await seal(c, uuidv7(), secret);
      const creation = { id, wanted: { url, description, eventTypes, state }, secret: kept, author: authorOf(c) };
      const { row, isFresh } = await tenant.write("admin", async (tx) => {
        requireGoodUrl(c, url);
        return store.insertEndpoint(tx, tenant.orgId, creation);
      });
      afterAnswer(c, wakeOutbox(c));
      return c.json({ ...toWebhook(row), secret: isFresh ? secret : null }, 201, etagHeader(row));
    },
  );

  app.openapi(contract.getWebhook, async (c) => {
    const { tenant } = c.var;
    const row = await tenant.read((tx) => store.requireEndpoint(tx, tenant.orgId, c.req.valid("param").id));
    return c.json(toWebhook(row), 200, etagHeader(row));
  });

  app.openapi(contract.updateWebhook, async (c) => {
    const { id } = c.req.valid("param");
    const change = given(c.req.valid("json"));
    const { tenant } = c.var;
    const row = await tenant.write("admin", async (tx) => {
      const before = await store.requireLocked(tx, tenant.orgId, id, c.req.valid("header")["if-match"]);
      if (change.url !== undefined) requireGoodUrl(c, change.url);
      return store.changeEndpoint(tx, before, change, authorOf(c));
    });
    afterAnswer(c, wakeLane(c, id));
    return c.json(toWebhook(row), 200, etagHeader(row));
  });

  app.openapi(contract.deleteWebhook, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var;
    await tenant.write("admin", async (tx) => {
      if (await store.isDeleted(tx, tenant.orgId, id)) return;
      const before = await store.requireLocked(tx, tenant.orgId, id, c.req.valid("header")["if-match"]);
      await store.hideEndpoint(tx, before, new Date(), authorOf(c));
    });
    afterAnswer(c, wakeOutbox(c));
    return c.body(null, 204);
  });

  app.openapi(contract.pingWebhook, async (c) => {
    const { deliveryId, attempt } = await pingEndpoint(c, c.req.valid("param").id);
    return c.json({ deliveryId, isDelivered: isSuccess(attempt), attempt: toAttempt(attempt) }, 200);
  });

  app.openapi(contract.rotateWebhookSecret, async (c) => {
    const { tenant } = c.var;
    const secret = createSecret();
    const kept = await seal(c, uuidv7(), secret);
    const now = new Date();
    const expiresAt = c.req.valid("query").endPrevious ? null : new Date(now.getTime() + ROTATION_MS);
    await tenant.write("admin", async (tx) => {
      const endpoint = await store.requireLocked(tx, tenant.orgId, c.req.valid("param").id);
      await store.rotateSecret(tx, endpoint, { secret: kept, now, expiresAt, author: authorOf(c) });
    });
    return c.json({ secret, previousExpiresAt: expiresAt?.toISOString() ?? null }, 200);
  });

  app.openapi(contract.replayEvents, async (c) => {
    const { id } = c.req.valid("param");
    const { from, to, eventTypes } = c.req.valid("json");
    const range = { from: toUtc(from), to: to === undefined ? new Date().toISOString() : toUtc(to) };
    const { tenant } = c.var;
    const replayed = await tenant.write("admin", async (tx) => {
      const endpoint = await store.requireLocked(tx, tenant.orgId, id);
      store.requireEnabled(endpoint);
      return replay(tx, endpoint, { ...range, eventTypes, author: authorOf(c) });
    });
    afterAnswer(c, wakeLane(c, id));
    return c.json(replayed, 200);
  });
}

/** @throws {Problem} `validation_failed`, for an address that is not one on the public internet */
function requireGoodUrl({ env }: Scope<Env>, url: string): void {
  const fault = findUrlFault(url, addressRules(env));
  if (fault !== undefined) throw new Problem("validation_failed", { errors: [{ path: "url", message: fault }] });
}

async function seal({ env, var: { tenant } }: Scope<Env>, id: string, secret: string) {
  const { text, keyId } = await sealSecret(env, "webhook", tenant.orgId, id, secret);
  return { id, sealed: text, keyId };
}
