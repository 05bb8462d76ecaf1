import type { Database } from "../db/connect.ts";
import type { Tenant } from "../db/tenant.ts";
import { notFound } from "../http/problem.ts";
import type { Log } from "../log/log.ts";
import { refusalProblem } from "../vapi/errors.ts";
import {
  commitChange,
  commitCreation,
  commitDeletion,
  type ChangeInput,
  type CreationInput,
  type DeletionInput,
} from "./commits.ts";
import { createMirror, type MirrorProvider, type MirrorStore } from "./mirror.ts";
import type { Resource, ResourceRow } from "./resource.ts";
import type { Claimed } from "./state.ts";

/** The namespace of the sweeping objects, one for each organization, by its id. */
export type SweeperNamespace = {
  getByName(orgId: string): { arm(orgId: string, when: "soon" | "now"): Promise<void> };
};

export type ResourceMirrorInput<Claim extends Claimed> = {
  database: Database;
  orgId: string;
  sweeper: SweeperNamespace;
  provider: MirrorProvider<Claim>;
  /** The form in which rows are sent to Vapi (mirror/form). */
  form?: () => Promise<string>;
  /** The name of our field for one of Vapi's. */
  toField(vapiField: string): string | undefined;
  /**
   * Takes over a row that is deleted at Vapi, instead of deleting the row. Undefined if nothing takes it over; false if
   * the claim was lost.
   */
  handOver?(claim: Claim): Promise<boolean> | undefined;
  delayMs: number;
  quietMs?: number;
  log: Log;
};

/** The operations of routes and sweeps on a resource of one organization and on its counterpart at Vapi. */
export function createResourceMirror<Row extends ResourceRow & Values, Values extends { name: string }, Context>(
  resource: Resource<Row, Values, Context>,
  input: ResourceMirrorInput<Claimed<Row, Context>>,
) {
  const { database, orgId, sweeper, provider, toField, delayMs, quietMs, log } = input;
  const syncStore = resource.syncStore(database, orgId, input.form);
  const mirror = createMirror<Claimed<Row, Context>>({
    store: withHandOver(syncStore, input.handOver),
    provider,
    arm: (when) => sweeper.getByName(orgId).arm(orgId, when),
    toProblem: (refusal) => refusalProblem(refusal, toField),
    now: () => new Date(),
    random: Math.random,
    delayMs,
    ...(quietMs !== undefined && { quietMs }),
    log,
  });
  const requireLive = (row: Row | undefined): Row => {
    if (row === undefined || row.deletedAt !== null) throw notFound(resource.name);
    return row;
  };

  return {
    /** The row after it was sent to Vapi. @throws {Problem} as `commitCreation`; `vapi_refused` */
    create: async (tenant: Tenant, creation: CreationInput<Values>): Promise<Row> =>
      requireLive(
        await mirror.change((leaseUntil) => commitCreation(tenant, resource, syncStore, { ...creation, leaseUntil })),
      ),

    /** The row after it was sent to Vapi, unless the sweep sends it. @throws {Problem} as `commitChange`; `vapi_refused` */
    change: async (tenant: Tenant, change: ChangeInput<Row, Values>): Promise<Row> => {
      const row = await mirror.change((leaseUntil) => commitChange(tenant, resource, { ...change, leaseUntil }));
      if (resource.isChangedBySweep) await sweeper.getByName(orgId).arm(orgId, "now");
      return requireLive(row);
    },

    /** @throws {Problem} as `commitDeletion` */
    remove: (tenant: Tenant, deletion: DeletionInput<Row>): Promise<void> =>
      mirror.remove(() => commitDeletion(tenant, resource, deletion)),

    /** A deletion in a transaction of the caller. */
    removeBy: mirror.remove,
    sweep: mirror.sweep,
  };
}

function withHandOver<Claim extends Claimed>(
  syncStore: MirrorStore<Claim>,
  handOver: ResourceMirrorInput<Claim>["handOver"],
): MirrorStore<Claim> {
  if (handOver === undefined) return syncStore;
  return {
    ...syncStore,
    async settle(claim, settlement, now) {
      const handing = settlement.type === "purged" ? handOver(claim) : undefined;
      if (handing === undefined) return syncStore.settle(claim, settlement, now);
      return { state: (await handing) ? "done" : "lost", row: undefined };
    },
  };
}
