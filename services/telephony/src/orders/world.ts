import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import type { Database } from "@allokoli/shared/db/connect";
import { VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { findPhoneNumber } from "@allokoli/shared/phone/read-number";
import { quietMs, type Env, type OrderName } from "../env.ts";
import { numbersAtVapi, openAccountOf } from "../numbers/at-vapi.ts";
import { numberForm } from "../numbers/form.ts";
import { findWithAnswerer, type AnswererAtVapi, type NumberRow } from "../numbers/store.ts";
import { providerOf } from "../providers/provider-of.ts";
import type { NumberProvider } from "../providers/provider.ts";
import { advance, type Imported, type Order, type OrderWorld } from "./order.ts";
import { toDetail } from "../numbers/order-detail.ts";
import { finishOrder, saveOrder, toOrder } from "./store.ts";

/** Advance one order as far as possible now; undefined when there is no such number. */
export async function advanceOrder(
  env: Env,
  database: Database,
  { orgId, numberId }: OrderName,
): Promise<Order | undefined> {
  const system = systemTenant(database, orgId);
  const found = await system.read((tx) => findWithAnswerer(tx, orgId, numberId));
  return found && advance(toOrder(found.row), await worldOf(env, system, found));
}

async function worldOf(
  env: Env,
  system: Tenant,
  found: { row: NumberRow; answerer: AnswererAtVapi },
): Promise<OrderWorld> {
  const { orgId } = system;
  const { row } = found;
  const opened = await openAccountOf(env, system, row);
  const vapi = numbersAtVapi(env, orgId);
  const { account } = opened;
  const seller = account === undefined || account.provider === "sip" ? undefined : providerOf(account, env);
  const write = (work: Parameters<typeof system.write>[1]) => system.write("member", work);
  return {
    save: async (order) => void (await write((tx) => saveOrder(tx, orgId, row.id, order))),
    async finish(order, { vapiId, number, form = null }) {
      const country = findPhoneNumber(number, undefined)?.country ?? row.country;
      const finished = { vapiId, number, form, country, revision: row.revision, now: new Date() };
      const isChanged = await write((tx) => finishOrder(tx, orgId, row.id, order, finished));
      await env.MIRROR_SWEEP.getByName(orgId).arm(orgId, isChanged === true ? "now" : "soon");
    },
    isWanted: row.deletedAt === null,
    ...purchaseOf(row, seller),
    findImported: () => findImported(vapi, row),
    async importNumber() {
      const form = await numberForm(env);
      return { ...toImported(await vapi.create(found, opened), row), form };
    },
    now: Date.now,
    quietMs: quietMs(env),
  };
}

function purchaseOf(
  row: NumberRow,
  seller: NumberProvider | undefined,
): Pick<OrderWorld, "mayBuy" | "findOwned" | "buy" | "findOrder" | "cancel" | "release"> {
  const { number, country } = row;
  // An order without a purchase begins as `held`, and never calls these.
  if (seller === undefined || number === null) {
    const nothing = async () => undefined;
    const findOrder = async () => ({ state: "none" as const });
    return { mayBuy: false, findOwned: nothing, buy: nothing, findOrder, cancel: nothing, release: nothing };
  }
  const { mayBuy = true, ...papers } = toDetail(row);
  const purchase = { reference: row.id, number, country, ...papers };
  return {
    mayBuy,
    findOwned: () => seller.findOwned(number, country),
    buy: () => seller.buy(purchase),
    findOrder: () => seller.findOrder(purchase),
    cancel: () => seller.cancel(purchase),
    release: (providerNumberId) => seller.release(providerNumberId, country),
  };
}

/** When Vapi's own purchase fails, it can leave a record without a number: such a record is removed. */
async function findImported(vapi: ReturnType<typeof numbersAtVapi>, row: NumberRow): Promise<Imported | undefined> {
  const ours = await vapi.findOurs(row);
  const [first, ...others] = ours.filter(({ number }) => typeof number === "string" && number !== "");
  const empty = ours.filter((one) => one !== first && !others.includes(one));
  for (const one of [...others, ...empty]) await vapi.remove(one.id);
  return first && toImported(first, row);
}

function toImported({ id, number }: { id: string; number?: string | null | undefined }, row: NumberRow): Imported {
  // Lists may mask the number; one that was ordered by number is known already.
  const told =
    row.number ?? (number === null || number === undefined ? undefined : findPhoneNumber(number, undefined)?.number);
  if (told === undefined) throw new VapiUnavailable(undefined, new Error("a number at Vapi without its number"));
  return { vapiId: id, number: told };
}
