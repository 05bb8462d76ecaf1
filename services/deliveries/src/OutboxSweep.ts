import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { system } from "@allokoli/shared/db/tenant";
import { readQueueAges } from "@allokoli/shared/db/queue-ages";
import { createLog } from "@allokoli/shared/log/log";
import { measure } from "@allokoli/shared/metrics/metrics";
import { numberOf, type Env } from "./env.ts";
import { clearExpired, eraseClosed, waitingOrganizations } from "./outbox/store.ts";
import { inBites, wakeOutboxes } from "./outbox/sweep.ts";

const ORGANIZATIONS_AT_ONCE = 200;
const PATIENCE_MS = 10_000;
/**
 * Rows of each table in one statement, far below its limit of ten seconds. Twenty such batches a minute are more than a
 * minute creates.
 */
const CLEARED_AT_ONCE = 1000;
const BITES_A_RUN = 20;

/**
 * Wakes the outboxes whose events were committed but not announced, and deletes expired rows. There is one such object,
 * and it never stops once armed. Its only state is its alarm.
 */
export class OutboxSweep extends DurableObject<Env> {
  readonly #log = createLog({ service: "deliveries", object: "OutboxSweep" });

  async arm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.#setAlarm();
  }

  override async alarm(): Promise<void> {
    // First, so that it rings again whatever happens.
    await this.#setAlarm();
    const database = connect(this.env.HYPERDRIVE.connectionString);
    const everyone = system(database);
    try {
      await wakeOutboxes({
        waiting: (after) => everyone.read((tx) => waitingOrganizations(tx, after, ORGANIZATIONS_AT_ONCE)),
        wake: (orgId) => this.env.OUTBOX.getByName(orgId).wake(orgId),
        patience: () => scheduler.wait(PATIENCE_MS),
        onFailure: (err, orgId) => this.#log.error("outbox not woken", err, { orgId }),
      }).catch((err: unknown) => this.#log.error("outboxes not swept", err));
      await everyone
        .read(readQueueAges)
        .then((ages) => ages.forEach((age) => measure(this.env, { kind: "queue", ...age })))
        .catch((err: unknown) => this.#log.error("queues not measured", err));
      for (const clear of [clearExpired, eraseClosed]) {
        await inBites(() => everyone.write((tx) => clear(tx, CLEARED_AT_ONCE)), BITES_A_RUN).catch((err: unknown) =>
          this.#log.error("what is over was not cleared", err),
        );
      }
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }

  #setAlarm(): Promise<void> {
    return this.ctx.storage.setAlarm(Date.now() + numberOf(this.env, "SWEEP_EVERY_MS"));
  }
}
