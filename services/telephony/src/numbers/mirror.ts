import type { Database } from "@allokoli/shared/db/connect";
import { phoneNumbers } from "@allokoli/shared/db/schema/index";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { createMirror, type MirrorStore } from "@allokoli/shared/mirror/mirror";
import { mirrorStore } from "@allokoli/shared/mirror/table";
import { refusalProblem } from "@allokoli/shared/vapi/errors";
import { sql } from "drizzle-orm";
import { delayMs, type Env } from "../env.ts";
import { numbersAtVapi, openAccountOf } from "./at-vapi.ts";
import { findClaimedNumber, handOverToReturn, type ClaimedNumber } from "./store.ts";
import { toField } from "./to-vapi.ts";

/** The mirror of an organization's numbers, from the day that their order is done. */
export function numberMirror(env: Env, database: Database, orgId: string, log: Log) {
  const system = systemTenant(database, orgId);
  const vapi = numbersAtVapi(env, orgId);
  return createMirror({
    store: numberBooks(env, database, orgId),
    provider: {
      create: async (claim) => (await vapi.create(claim, await openAccountOf(env, system, claim.row))).id,
      update: async (vapiId, claim) => vapi.update(vapiId, claim, await openAccountOf(env, system, claim.row)),
      remove: vapi.remove,
      findOurs: async (claim) => (await vapi.findOurs(claim.row)).map(({ id }) => id),
    },
    arm: (when) => env.MIRROR_SWEEP.getByName(orgId).arm(orgId, when),
    toProblem: (refusal) => refusalProblem(refusal, toField),
    now: () => new Date(),
    random: Math.random,
    delayMs: delayMs(env),
    log,
  });
}

/** The books of the mirror, but that a number which was bought is handed over to its order when Vapi has let go of it. */
function numberBooks(env: Env, database: Database, orgId: string): MirrorStore<ClaimedNumber> {
  const system = systemTenant(database, orgId);
  const books = mirrorStore<ClaimedNumber>({
    tenant: system,
    table: phoneNumbers,
    vapiId: phoneNumbers.vapiPhoneNumberId,
    findClaimed: (tx, id, leaseUntil) => findClaimedNumber(tx, orgId, id, leaseUntil),
    event: {
      name: "phone-number",
      data: sql`jsonb_build_object('id', ${phoneNumbers.id}, 'number', ${phoneNumbers.number}, 'name', ${phoneNumbers.name})`,
    },
  });
  return {
    ...books,
    async settle(claim, settlement, now) {
      if (settlement.type !== "purged" || !claim.row.isBought) return books.settle(claim, settlement, now);
      const order = { orgId, numberId: claim.id };
      const object = env.NUMBER_ORDER.getByName(claim.id);
      await object.arm(order, "soon");
      const isHanded = await system.write("member", (tx) => handOverToReturn(tx, claim, orgId));
      // Not before: it would find nothing to do yet.
      if (isHanded) await object.arm(order, "now");
      return isHanded ? "done" : "lost";
    },
  };
}
