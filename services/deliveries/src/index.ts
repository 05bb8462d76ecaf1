import { WorkerEntrypoint } from "cloudflare:workers";
import type { DeliveriesRpc } from "@allokoli/shared/rpc/deliveries";
import { app } from "./app.ts";
import type { Env } from "./env.ts";

export { Alerts } from "./Alerts.ts";
export { Lane } from "./Lane.ts";
export { Outbox } from "./Outbox.ts";
export { OutboxSweep } from "./OutboxSweep.ts";
export default app satisfies ExportedHandler<Env>;

/** What the other Workers ask of this one. */
export class DeliveriesEntrypoint extends WorkerEntrypoint<Env> implements DeliveriesRpc {
  eventsWritten({ orgId }: { orgId: string }): Promise<void> {
    return this.env.OUTBOX.getByName(orgId).wake(orgId);
  }
}
