import type { OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { SmsRefusal } from "@allokoli/shared/db/schema/index";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { etagHeader } from "@allokoli/shared/http/etag";
import { numberError } from "@allokoli/shared/http/number-faults";
import { Problem } from "@allokoli/shared/http/problem";
import { readMobile } from "@allokoli/shared/phone/mobile";
import { findNumberRule } from "@allokoli/shared/phone/organization-numbers";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { requireSmsEnv, type Env } from "../env.ts";
import { smsSender } from "../sms/send-sms.ts";
import { hasSender } from "../sms/store.ts";
import { composeCode } from "./sms-text.ts";
import { codeMac, newCode } from "./mobile-code.ts";
import { removeAlertMobile, setAlertMobile, verifyAlertMobile } from "./mobile-contract.ts";
import * as store from "./mobile-store.ts";
import { toAlertSettings, type SettingsRow } from "./settings-store.ts";

const RETRY_AFTER_SECONDS = 60;

/** The mobile number that a member's alerts go to by SMS: theirs once a code that was sent to it comes back. */
export function routeMobiles(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(setAlertMobile, async (c) => {
    const row = await sendCode(c, c.req.valid("json").number);
    return c.json(toAlertSettings(row, true), 200, etagHeader(row));
  });

  app.openapi(verifyAlertMobile, async (c) => {
    const { tenant, userId } = c.var;
    const { orgId } = tenant;
    const env = requireSmsEnv(c.env);
    const { code } = c.req.valid("json");
    const toMac = (number: string) => codeMac(env, { orgId, userId, number }, code);
    const [tried, canSendSms] = await tenant.write("viewer", (tx) =>
      Promise.all([store.tryCode(tx, orgId, toMac, { author: authorOf(c), now: new Date() }), hasSender(tx, orgId)]),
    );
    if (tried === "over") throw new Problem("conflict", { detail: "No code is good any more: ask for another one." });
    if (tried === "wrong")
      throw new Problem("validation_failed", {
        errors: [{ path: "code", message: "is not the code that was sent" }],
      });
    return c.json(toAlertSettings(tried, canSendSms), 200, etagHeader(tried));
  });

  app.openapi(removeAlertMobile, async (c) => {
    const { tenant } = c.var;
    await tenant.write("viewer", (tx) => store.removeMobile(tx, tenant.orgId, authorOf(c)));
    return c.body(null, 204);
  });
}

/** Keeps the number and sends a code to it, from a number of the organization's. */
async function sendCode(c: Scope<Env>, written: string): Promise<SettingsRow> {
  const { tenant, userId, database, log } = c.var;
  const { orgId } = tenant;
  const env = requireSmsEnv(c.env);
  const author = authorOf(c);
  const code = newCode();
  const { kept, locale, number } = await tenant.write("viewer", async (tx) => {
    const [rule, can, ownLocale] = await Promise.all([
      findNumberRule(tx, orgId),
      hasSender(tx, orgId),
      store.findLocale(tx, userId),
    ]);
    if (rule === undefined) throw new Problem("not_a_member");
    const read = readMobile(written, rule.country);
    if ("fault" in read) throw new Problem("validation_failed", { errors: [numberError("number", read.fault)] });
    if (!can) throw refused("sender");
    const mac = await codeMac(env, { orgId, userId, number: read.number }, code);
    const row = await store.keepCode(tx, orgId, { number: read.number, mac }, { author, now: new Date() });
    return { kept: row, locale: ownLocale, number: read.number };
  });
  const send = smsSender(env, systemTenant(database, orgId), log);
  const sent = await send({ to: number, text: composeCode(code, locale) });
  // Where nobody knows whether it was sent, it may well arrive.
  if (sent.outcome === "sent" || sent.outcome === "unknown") return kept;
  const why = sent.outcome === "refused" ? sent.why : null;
  await tenant.write("viewer", (tx) => store.dropCode(tx, orgId, author, why));
  throw why === null ? new Problem("provider_unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS }) : refused(why);
}

const SENTENCES: Record<SmsRefusal, string> = {
  stopped: "This number answered STOP, so the telephone provider sends it nothing more.",
  recipient: "The telephone provider says that this number takes no SMS.",
  sender: "No number of the organization's can send SMS.",
  account: "The telephone provider does not send SMS from the organization's account.",
};
const refused = (why: SmsRefusal) => new Problem("provider_refused", { detail: SENTENCES[why] });
