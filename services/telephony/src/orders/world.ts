import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import type { Database } from "@allokoli/shared/db/connect";
import { VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { findE164 } from "../e164.ts";
import { delayMs, type Env } from "../env.ts";
import { numbersAtVapi, openAccountOf } from "../numbers/at-vapi.ts";
import { findWithAnswerer, type AnswererAtVapi, type NumberRow } from "../numbers/store.ts";
import { providerOf, type NumberProvider } from "../providers/provider.ts";
import type { OrderAnswer, OrderName } from "./api.ts";
import { carryOn, type Imported, type Order, type OrderWorld } from "./order.ts";
import { toDetail } from "./detail.ts";
import { finishOrder, saveOrder, toOrder } from "./store.ts";

/** Carry one order on as far as it goes at the moment; undefined when there is no such number. */
export async function carryOnOrder(
  env: Env,
  database: Database,
  { orgId, numberId }: OrderName,
): Promise<Order | undefined> {
  const system = systemTenant(database, orgId);
  const found = await system.read((tx) => findWithAnswerer(tx, orgId, numberId));
  return found && carryOn(toOrder(found.row), await worldOf(env, system, found));
}

export const toAnswer = (order: Order | undefined): OrderAnswer =>
  order === undefined
    ? { state: "gone", error: null, isAtProvider: false }
    : { state: order.state, error: order.error, isAtProvider: order.providerNumberId !== null };

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
    async finish(order, { vapiId, number }) {
      const country = findE164(number)?.country ?? row.country;
      const finished = { vapiId, number, country, revision: row.revision, now: new Date() };
      const isChanged = await write((tx) => finishOrder(tx, orgId, row.id, order, finished));
      await env.MIRROR_SWEEP.getByName(orgId).arm(orgId, isChanged === true ? "now" : "soon");
    },
    isWanted: row.deletedAt === null,
    ...purchaseOf(row, seller),
    findImported: () => findImported(vapi, row),
    importNumber: async () => toImported(await vapi.create(found, opened), row),
    now: Date.now,
    quietMs: 2 * delayMs(env),
  };
}

function purchaseOf(
  row: NumberRow,
  seller: NumberProvider | undefined,
): Pick<OrderWorld, "mayBuy" | "findOwned" | "buy" | "findOrder" | "cancel" | "release"> {
  const { number, country } = row;
  // An order that is bought nowhere begins as held, and never comes here.
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

/** Vapi can leave a record without a number behind when its own purchase fails: that one is nobody's. */
async function findImported(vapi: ReturnType<typeof numbersAtVapi>, row: NumberRow): Promise<Imported | undefined> {
  const ours = await vapi.findOurs(row);
  const [first, ...others] = ours.filter(({ number }) => typeof number === "string" && number !== "");
  const empty = ours.filter((one) => one !== first && !others.includes(one));
  for (const one of [...others, ...empty]) await vapi.remove(one.id);
  return first && toImported(first, row);
}

function toImported({ id, number }: { id: string; number?: string | null | undefined }, row: NumberRow): Imported {
  // Lists may show it masked; what was ordered by number is known already.
  const told = row.number ?? (number === null || number === undefined ? undefined : findE164(number)?.number);
  if (told === undefined) throw new VapiUnavailable(undefined, new Error("a number at Vapi without its number"));
  return { vapiId: id, number: told };
}
