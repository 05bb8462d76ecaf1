import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { system } from "@allokoli/shared/db/tenant";
import { createLog } from "@allokoli/shared/log/log";
import { numberOf, type Env } from "./env.ts";
import { waitingOrganizations } from "./outbox/store.ts";

const ORGANIZATIONS_AT_ONCE = 200;

/** Wakes the outboxes whose events were committed and not announced. There is one, and it never stops once armed. */
export class OutboxSweep extends DurableObject<Env> {
  readonly #log = createLog({ service: "deliveries", object: "OutboxSweep" });

  async arm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.#setAlarm();
  }

  override async alarm(): Promise<void> {
    // First, so that it rings again whatever happens.
    await this.#setAlarm();
    await this.#wakeAll().catch((err: unknown) => this.#log.error("outboxes not swept", err));
  }

  #setAlarm(): Promise<void> {
    return this.ctx.storage.setAlarm(Date.now() + numberOf(this.env, "SWEEP_EVERY_MS"));
  }

  async #wakeAll(): Promise<void> {
    const database = connect(this.env.HYPERDRIVE.connectionString);
    try {
      const everyone = system(database);
      const page = (after: string | null) =>
        everyone.read((tx) => waitingOrganizations(tx, after, ORGANIZATIONS_AT_ONCE));
      for (let waiting = await page(null); waiting.length > 0; waiting = await page(waiting.at(-1) ?? null)) {
        await Promise.all(waiting.map((orgId) => this.env.OUTBOX.getByName(orgId).wake(orgId)));
      }
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
