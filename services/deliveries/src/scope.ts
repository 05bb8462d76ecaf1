import type { ServiceVariables } from "@allokoli/shared/http/service";
import type { Env } from "./env.ts";

/** What a request has at hand: its environment and what the middleware put there. */
export type Scope = { env: Env; var: ServiceVariables };

/** Send what is due to an endpoint. When that cannot be said, the sweep says it. */
export async function wakeLane({ env, var: { tenant, log } }: Scope, endpointId: string): Promise<void> {
  try {
    await env.LANE.getByName(endpointId).wake({ orgId: tenant.orgId, endpointId });
  } catch (err) {
    log.error("lane not woken", err, { endpointId });
  }
}

/** Let go of what was hidden, and keep the sweep going. When that cannot be said, the sweep finds it. */
export async function wakeOutbox({ env, var: { tenant, log } }: Scope): Promise<void> {
  try {
    await env.OUTBOX.getByName(tenant.orgId).wake(tenant.orgId);
  } catch (err) {
    log.error("outbox not woken", err);
  }
}
