import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import type { MirrorProvider } from "@allokoli/shared/mirror/mirror";
import { createResourceMirror } from "@allokoli/shared/mirror/resource-mirror";
import { VapiRefused } from "@allokoli/shared/vapi/errors";
import { delayMs, quietMs, type Env } from "../env.ts";
import { numbersAtVapi, openAccountOf } from "./at-vapi.ts";
import { numberForm } from "./form.ts";
import { handOverToReturn, numberResource, type ClaimedNumber } from "./store.ts";
import { toField } from "./to-vapi.ts";

const LOST = "This number is gone at the voice provider, and with it for good.";

/** The mirror of an organization's numbers, once their orders are done. */
export function numberMirror(env: Env, database: Database, orgId: string, log: Log) {
  const system = systemTenant(database, orgId);
  return createResourceMirror(numberResource, {
    database,
    orgId,
    toField,
    log,
    provider: numberProvider(env, system),
    form: () => numberForm(env),
    sweeper: env.MIRROR_SWEEP,
    handOver: (claim) => (claim.row.isBought ? giveBack(env, system, claim) : undefined),
    delayMs: delayMs(env),
    quietMs: quietMs(env),
  });
}

function numberProvider(env: Env, system: Tenant): MirrorProvider<ClaimedNumber> {
  const vapi = numbersAtVapi(env, system.orgId);
  return {
    async create({ row, context: answerer }) {
      // Only an order may buy: Vapi would sell another number instead.
      if (row.provider === "vapi") throw new VapiRefused(410, [LOST]);
      return (await vapi.create({ row, answerer }, await openAccountOf(env, system, row))).id;
    },
    update: async (vapiId, { row, context: answerer }) =>
      vapi.update(vapiId, { row, answerer }, await openAccountOf(env, system, row)),
    remove: vapi.remove,
    findOurs: async ({ row }) => (await vapi.findOurs(row)).map(({ id }) => id),
  };
}

/** A bought number is handed over to its order once Vapi has deleted it. */
async function giveBack(env: Env, system: Tenant, claim: ClaimedNumber): Promise<boolean> {
  const { orgId } = system;
  const order = { orgId, numberId: claim.id };
  const object = env.NUMBER_ORDER.getByName(claim.id);
  await object.arm(order, "soon");
  const isHanded = await system.write("member", (tx) => handOverToReturn(tx, claim, orgId));
  // Not earlier: the order would find nothing to do.
  if (isHanded) await object.arm(order, "now");
  return isHanded;
}
