import type { Scope } from "@allokoli/shared/service/service";
import type { Env } from "./env.ts";

/** Have the endpoint's lane send what is due. If that fails, the sweep does it. */
export async function wakeLane({ env, var: { tenant, log } }: Scope<Env>, endpointId: string): Promise<void> {
  try {
    await env.LANE.getByName(endpointId).wake({ orgId: tenant.orgId, endpointId });
  } catch (err) {
    log.error("lane not woken", err, { endpointId });
  }
}

/** Delete what was hidden, and keep the sweep armed. If that fails, the sweep finds it. */
export async function wakeOutbox({ env, var: { tenant, log } }: Scope<Env>): Promise<void> {
  try {
    await env.OUTBOX.getByName(tenant.orgId).wake(tenant.orgId);
  } catch (err) {
    log.error("outbox not woken", err);
  }
}
