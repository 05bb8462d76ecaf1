import { systemEntry } from "@allokoli/shared/db/audit-entry";
import { auditLog, events, phoneNumbers } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { isNumber, type NumberRow } from "../numbers/store.ts";
import type { Order } from "./order.ts";

export const toOrder = (row: NumberRow): Order => ({
  state: row.orderState,
  isBought: row.isBought,
  providerNumberId: row.providerNumberId,
  sentAt: row.orderSentAt?.getTime() ?? null,
  looks: row.orderLooks,
  error: row.orderError,
});

const toColumns = (order: Order) => ({
  orderState: order.state,
  isBought: order.isBought,
  providerNumberId: order.providerNumberId,
  orderSentAt: order.sentAt === null ? null : new Date(order.sentAt),
  orderLooks: order.looks,
  orderError: order.error,
});

/** As the system: store the state of the order. A row that the mirror has taken over is not changed. */
export async function saveOrder(tx: Tx, orgId: string, id: string, order: Order): Promise<void> {
  const open = ["asked", "buying", "held", "returning"] as const;
  const saved = await tx
    .update(phoneNumbers)
    .set(toColumns(order))
    .where(and(isNumber(orgId, id), inArray(phoneNumbers.orderState, [...open])))
    .returning({ number: phoneNumbers.number, name: phoneNumbers.name, deletedAt: phoneNumbers.deletedAt });
  if (order.state !== "failed") return;
  // Nobody waits for a number that was released before it came.
  const failed = saved.filter(({ deletedAt }) => deletedAt === null);
  await Promise.all([
    ...failed.map(({ number, name }) =>
      tx
        .insert(events)
        .values({
          orgId,
          type: "phone-number.failed",
          resourceType: "phone-number",
          resourceId: id,
          data: { id, number, name, reason: order.error },
        })
        .execute(),
    ),
    tx
      .insert(auditLog)
      .values(systemEntry(orgId, "phone-number.failed", { type: "phone-number", id }, { error: order.error })),
    // A released number has been returned now, so its row is deleted.
    tx
      .delete(phoneNumbers)
      .where(and(isNumber(orgId, id), eq(phoneNumbers.orderState, "failed"), isNotNull(phoneNumbers.deletedAt))),
  ]);
}

export type Finished = {
  vapiId: string;
  number: string;
  form: string | null;
  country: string | null;
  revision: number;
  now: Date;
};

/** As the system: the order is done, Vapi has the number, and the mirror takes over. True if it changed meanwhile. */
export async function finishOrder(
  tx: Tx,
  orgId: string,
  id: string,
  order: Order,
  finished: Finished,
): Promise<boolean> {
  const { vapiId, number, form, country, revision, now } = finished;
  const link = { ...toColumns(order), vapiPhoneNumberId: vapiId, number, country, syncAttempts: 0, syncError: null };
  const nextAction = sql`case when ${phoneNumbers.deletedAt} is null then 'update' else 'delete' end`;
  const isThis = and(isNumber(orgId, id), eq(phoneNumbers.orderState, "held"));
  const [[asImported], [asChanged]] = await Promise.all([
    tx
      .update(phoneNumbers)
      .set({ ...link, syncState: "synced", syncAction: null, syncNextAt: null, syncForm: form })
      .where(and(isThis, eq(phoneNumbers.revision, revision), isNull(phoneNumbers.deletedAt)))
      .returning({ name: phoneNumbers.name, deletedAt: phoneNumbers.deletedAt }),
    // Changed or released meanwhile.
    tx
      .update(phoneNumbers)
      .set({ ...link, syncState: "pending", syncAction: nextAction, syncNextAt: now })
      .where(isThis)
      .returning({ name: phoneNumbers.name, deletedAt: phoneNumbers.deletedAt }),
  ]);
  const done = asImported ?? asChanged;
  if (done === undefined) return false;
  // The mirror will delete it at Vapi; it was never in use.
  if (done.deletedAt !== null) return true;
  await Promise.all([
    tx.insert(events).values({
      orgId,
      type: "phone-number.created",
      resourceType: "phone-number",
      resourceId: id,
      data: { id, number, name: done.name },
    }),
    tx.insert(auditLog).values(systemEntry(orgId, "phone-number.activated", { type: "phone-number", id }, { number })),
  ]);
  return asChanged !== undefined;
}
