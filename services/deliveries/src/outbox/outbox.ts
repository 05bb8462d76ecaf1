import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import { hasDueAlerts } from "../alerts/store.ts";
import {
  clearEndpoints,
  clearEvents,
  clearSecrets,
  dueEndpoints,
  hasDeletedEndpoints,
  hasEvents,
  takeEvents,
} from "./store.ts";

/** Rows in one statement, far below its limit of ten seconds. */
const EVENTS_AT_ONCE = 500;
const CLEARED_AT_ONCE = 500;
/** So that events do not wait behind a large clearing. */
const BITES_A_RUN = 10;
const DAY_MS = 24 * 60 * 60_000;
const KEPT_MS = 30 * DAY_MS;

/** What is to be done for an organization once its events are queued. */
export type Work = {
  /** The endpoints that have something due. */
  endpointIds: string[];
  hasDueAlerts: boolean;
  hasDeletedEndpoints: boolean;
};

/** Queue the events in the outbox, and say what is to be done now, also from earlier runs. */
export async function dispatchEvents(tenant: Tenant): Promise<Work> {
  const { orgId } = tenant;
  for (;;) {
    const [taken, endpointIds, alerts, deleted] = await tenant.write("member", (tx) =>
      Promise.all([
        takeEvents(tx, orgId, EVENTS_AT_ONCE),
        dueEndpoints(tx, orgId),
        hasDueAlerts(tx, orgId),
        hasDeletedEndpoints(tx, orgId),
      ]),
    );
    if (taken < EVENTS_AT_ONCE) return { endpointIds, hasDueAlerts: alerts, hasDeletedEndpoints: deleted };
  }
}

/** Delete the rows of endpoints that were deleted, in batches. True when there are more. */
export async function clearDeleted(tenant: Tenant): Promise<boolean> {
  return inBites((tx) => clearEndpoints(tx, tenant.orgId, CLEARED_AT_ONCE), tenant);
}

/**
 * Delete what is older than thirty days, in batches, and expired secrets.
 * @returns when there will be more; undefined when nothing is left that could expire
 */
export async function clearOld(tenant: Tenant, now: Date): Promise<Date | undefined> {
  const { orgId } = tenant;
  const before = new Date(now.getTime() - KEPT_MS);
  await tenant.write("member", (tx) => clearSecrets(tx, orgId));
  if (await inBites((tx) => clearEvents(tx, orgId, before, CLEARED_AT_ONCE), tenant)) return now;
  const isEmpty = !(await tenant.read((tx) => hasEvents(tx, orgId)));
  return isEmpty ? undefined : new Date(now.getTime() + DAY_MS);
}

async function inBites(bite: (tx: Tx) => Promise<number>, tenant: Tenant): Promise<boolean> {
  for (let taken = 0; taken < BITES_A_RUN; taken++) {
    if ((await tenant.write("member", bite)) === 0) return false;
  }
  return true;
}
