import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { createLog } from "@allokoli/shared/log/log";
import { createObjectSweeper } from "@allokoli/shared/mirror/sweeper";
import { mailer } from "./alerts/mailer.ts";
import { sendAlerts } from "./alerts/send-alerts.ts";
import { signUnsubscription } from "./alerts/unsubscribe-token.ts";
import { numberOf, requireAlertsEnv, type Env } from "./env.ts";
import { smsSender } from "./sms/send-sms.ts";

/** Sends an organization's alerts to its members; named by the organization's id. The queue is in Postgres. */
export class Alerts extends DurableObject<Env> {
  readonly #log = createLog({ service: "deliveries", object: "Alerts" });
  readonly #sweeper = createObjectSweeper(this.ctx.storage, this.#log, {
    failure: "alerts not sent",
    sweep: (orgId) => this.#sweep(orgId),
    delayMs: numberOf(this.env, "DATABASE_RETRY_MS"),
    // It is woken after the commit.
    watchMs: 0,
  });

  /** Resolves once the alarm is stored. */
  wake(orgId: string): Promise<void> {
    return this.#sweeper.arm(orgId, "now");
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  async #sweep(orgId: string): Promise<Date | undefined> {
    const env = requireAlertsEnv(this.env);
    const database = connect(env.HYPERDRIVE.connectionString);
    try {
      const tenant = systemTenant(database, orgId);
      return await sendAlerts({
        tenant,
        send: mailer(env),
        sendSms: smsSender(env, tenant, this.#log),
        sign: (what) => signUnsubscription(env, what),
        siteUrl: env.SITE_URL,
        apiUrl: env.PUBLIC_API_URL,
        now: Date.now,
        log: this.#log,
      });
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
