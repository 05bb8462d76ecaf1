import type { OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { etagHeader, requireCurrent } from "@allokoli/shared/http/etag";
import { given } from "@allokoli/shared/http/given";
import { Problem } from "@allokoli/shared/http/problem";
import { afterAnswer, type ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { wakeOutbox } from "../scope.ts";
import { hasSender } from "../sms/store.ts";
import { getAttention } from "./attention-contract.ts";
import { readAttention } from "./attention.ts";
import { getAlertSettings, updateAlertSettings } from "./contract.ts";
import * as store from "./settings-store.ts";

/** What a member is alerted to: each for themselves, whatever their role. */
export function routeAlerts(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(getAlertSettings, async (c) => {
    const { tenant, userId } = c.var;
    const [row, canSendSms] = await tenant.read((tx) =>
      Promise.all([store.findSettings(tx, tenant.orgId, userId), hasSender(tx, tenant.orgId)]),
    );
    return c.json(store.toAlertSettings(row, canSendSms), 200, etagHeader(row));
  });

  app.openapi(getAttention, async (c) => {
    const { tenant, userId } = c.var;
    const { after } = c.req.valid("query");
    return c.json(await tenant.read((tx) => readAttention(tx, tenant.orgId, { userId, after })), 200);
  });

  app.openapi(updateAlertSettings, async (c) => {
    const { tenant, userId } = c.var;
    const change = given(c.req.valid("json"));
    const [row, canSendSms] = await tenant.write("viewer", async (tx) => {
      const lock = () => store.lockSettings(tx, tenant.orgId, userId);
      const before = await requireCurrent("settings", c.req.valid("header")["if-match"], lock);
      if (change.sms !== undefined && change.sms.length > 0 && before.mobileVerifiedAt === null)
        throw new Problem("validation_failed", {
          errors: [{ path: "sms", message: "needs a verified mobile number" }],
        });
      return Promise.all([
        store.changeSettings(tx, tenant.orgId, before, { change, author: authorOf(c) }),
        hasSender(tx, tenant.orgId),
      ]);
    });
    // It keeps the sweep armed, which finds the digests.
    afterAnswer(c, wakeOutbox(c));
    return c.json(store.toAlertSettings(row, canSendSms), 200, etagHeader(row));
  });
}
