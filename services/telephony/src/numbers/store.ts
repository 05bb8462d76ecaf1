import { assistants, auditLog, phoneNumbers, squads, workflows } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { createResource } from "@allokoli/shared/mirror/resource";
import type { Claimed } from "@allokoli/shared/mirror/state";
import { and, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
import { auditEntry, type Author } from "../author.ts";
import { blocksCallers } from "../blocked/store.ts";
import type { OpeningHours } from "../hours/contract.ts";
import type { OrderDetail } from "./order-detail.ts";
import type { Fallback, PhoneNumber } from "./contract.ts";

export type NumberRow = typeof phoneNumbers.$inferSelect;
/** The settings of a number that a person chooses. */
export type NumberSettings = Pick<
  PhoneNumber,
  "name" | "assistantId" | "squadId" | "workflowId" | "fallback" | "hours"
>;
/**
 * The id at Vapi of a number's answerer: its assistant or its squad, which a workflow is too; and whether the organization
 * blocks callers, so that we are asked at each call.
 */
export type AnswererAtVapi = { assistantId: string | null; squadId: string | null; blocksCallers: boolean };
export type ClaimedNumber = Claimed<NumberRow, AnswererAtVapi>;
type SettingsColumns = Pick<NumberRow, keyof NumberSettings>;

// The columns are only written from NumberSettings.
export const toSettings = (columns: SettingsColumns): NumberSettings => ({
  name: columns.name,
  assistantId: columns.assistantId,
  squadId: columns.squadId,
  workflowId: columns.workflowId,
  fallback: columns.fallback as Fallback | null,
  hours: columns.hours as OpeningHours | null,
});

const STATUS = {
  asked: "ordering",
  buying: "ordering",
  held: "ordering",
  returning: "returning",
  done: "active",
  failed: "failed",
} as const;

const STEP = {
  asked: "checking",
  buying: "buying",
  held: "connecting",
  returning: "returning",
  done: null,
  failed: null,
} as const;

export const toPhoneNumber = (row: NumberRow): PhoneNumber => ({
  id: row.id,
  ...toSettings(row),
  number: row.number,
  country: row.country,
  provider: row.provider,
  credentialId: row.credentialId,
  status: STATUS[row.orderState],
  orderStep: STEP[row.orderState],
  error: row.orderError,
  isBought: row.isBought,
  vapiPhoneNumberId: row.vapiPhoneNumberId,
  sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** The number in any state, also while it is being deleted. */
export const isNumber = (orgId: string, id: string) => and(eq(phoneNumbers.orgId, orgId), eq(phoneNumbers.id, id));

/** Whether an assistant answers the number: always, or when it is open or closed. */
export function isAnsweredBy(assistantId: string) {
  const answers = (when: "open" | "closed") => sql`${phoneNumbers.hours} -> ${when} ->> 'assistantId' = ${assistantId}`;
  return or(eq(phoneNumbers.assistantId, assistantId), answers("open"), answers("closed"));
}

/** A number once its order is done; the order creates the row. */
export const numberResource = createResource<NumberRow, SettingsColumns, AnswererAtVapi>({
  kind: "phone-number",
  name: "phone number",
  table: phoneNumbers,
  vapiId: phoneNumbers.vapiPhoneNumberId,
  vapiIdOf: ({ vapiPhoneNumberId }) => vapiPhoneNumberId,
  form: phoneNumbers.syncForm,
  limit: "phoneNumbers",
  roles: { own: "admin", change: "member" },
  eventFields: ["id", "number", "name"],
  fieldsOf: toSettings,
  async findContext(tx, { orgId, id }) {
    const found = await findWithAnswerer(tx, orgId, id);
    if (found === undefined) throw new Error("a number that is claimed is not there");
    return found.answerer;
  },
});

/** The number with its answerer at Vapi, in any state. */
export async function findWithAnswerer(
  tx: Tx,
  orgId: string,
  id: string,
): Promise<{ row: NumberRow; answerer: AnswererAtVapi } | undefined> {
  const [found] = await tx
    .select({
      row: phoneNumbers,
      assistantId: assistants.vapiAssistantId,
      squadId: sql<string | null>`coalesce(${squads.vapiId}, ${workflows.vapiId})`,
      blocksCallers: blocksCallers(phoneNumbers.orgId),
    })
    .from(phoneNumbers)
    .leftJoin(assistants, isItsAssistant)
    .leftJoin(squads, isItsSquad)
    .leftJoin(workflows, isItsWorkflow)
    .where(isNumber(orgId, id));
  if (found === undefined) return undefined;
  const { row, ...answerer } = found;
  return { row, answerer };
}

const isItsAssistant = and(
  eq(assistants.orgId, phoneNumbers.orgId),
  eq(assistants.id, phoneNumbers.assistantId),
  isNull(assistants.deletedAt),
);
const isItsSquad = and(
  eq(squads.orgId, phoneNumbers.orgId),
  eq(squads.id, phoneNumbers.squadId),
  isNull(squads.deletedAt),
);

const isItsWorkflow = and(
  eq(workflows.orgId, phoneNumbers.orgId),
  eq(workflows.id, phoneNumbers.workflowId),
  isNull(workflows.deletedAt),
);

/** The number with this id at Vapi, when it is in use. */
export async function findByVapiId(tx: Tx, orgId: string, vapiId: string): Promise<NumberRow | undefined> {
  const [row] = await numberResource.findWhere(tx, orgId, eq(phoneNumbers.vapiPhoneNumberId, vapiId));
  return row;
}

export type NewNumber = Pick<
  typeof phoneNumbers.$inferInsert,
  "number" | "country" | "provider" | "credentialId" | "orderState"
> &
  NumberSettings & { orderDetail: OrderDetail; id: string; author: Author };

/** The row of an order; undefined when an earlier request with the same key made it. */
export async function insertNumber(
  tx: Tx,
  orgId: string,
  { author, ...values }: NewNumber,
): Promise<NumberRow | undefined> {
  const [row] = await tx
    .insert(phoneNumbers)
    .values({ ...values, orgId, createdBy: author.userId })
    .onConflictDoNothing({ target: phoneNumbers.id })
    .returning();
  if (row === undefined) return undefined;
  const { number, provider, credentialId } = row;
  const detail = { number, provider, credentialId };
  const verb = values.orderDetail.mayBuy === true ? "ordered" : "created";
  await tx.insert(auditLog).values(auditEntry(orgId, author, "phone-number", verb, row.id, detail));
  return row;
}

/** Delete the row of a failed order. */
export async function removeFailed(
  tx: Tx,
  orgId: string,
  id: string,
  author: Author,
  error: string | null,
): Promise<void> {
  await Promise.all([
    tx.delete(phoneNumbers).where(and(isNumber(orgId, id), eq(phoneNumbers.orderState, "failed"))),
    tx.insert(auditLog).values(auditEntry(orgId, author, "phone-number", "ordered.refused", id, { error })),
  ]);
}

/** Hide the locked row of an order under way. The order then returns what it may have bought. */
export async function hideOrder(tx: Tx, before: NumberRow, now: Date, author: Author): Promise<void> {
  const { orgId, id, number } = before;
  await Promise.all([
    tx
      .update(phoneNumbers)
      .set({ deletedAt: now, revision: before.revision + 1 })
      .where(isNumber(orgId, id)),
    tx.insert(auditLog).values(auditEntry(orgId, author, "phone-number", "released", id, { number })),
  ]);
}

/** As the system: Vapi has deleted a bought number; its order returns it to the provider. */
export async function handOverToReturn(tx: Tx, claim: ClaimedNumber, orgId: string): Promise<boolean> {
  const handed = await tx
    .update(phoneNumbers)
    .set({
      orderState: "returning",
      orderLooks: 0,
      vapiPhoneNumberId: null,
      syncState: "synced",
      syncAction: null,
      syncNextAt: null,
      syncSentAt: null,
    })
    .where(
      and(isNumber(orgId, claim.id), eq(phoneNumbers.syncNextAt, claim.leaseUntil), isNotNull(phoneNumbers.deletedAt)),
    )
    .returning({ id: phoneNumbers.id });
  return handed.length > 0;
}
