import { assistants, auditLog, events, phoneNumbers, squads } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import type { MirroredRow } from "@allokoli/shared/mirror/state";
import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import { auditEntry, type Author } from "../author.ts";
import type { OpeningHours } from "../hours/contract.ts";
import type { OrderDetail } from "../orders/detail.ts";
import type { Fallback, PhoneNumber } from "./contract.ts";

export type NumberRow = typeof phoneNumbers.$inferSelect;
/** What a person wants of a number. */
export type NumberSettings = Pick<PhoneNumber, "name" | "assistantId" | "squadId" | "fallback" | "hours">;
/** Vapi's id of who answers a number: of its assistant, or of its squad. */
export type AnswererAtVapi = { assistantId: string | null; squadId: string | null };
/** A number in the hands of the mirror. */
export type ClaimedNumber = MirroredRow & { row: NumberRow; answerer: AnswererAtVapi };

// The columns are written from NumberSettings and nothing else.
export const toSettings = ({ name, assistantId, squadId, fallback, hours }: NumberRow): NumberSettings => ({
  name,
  assistantId,
  squadId,
  fallback: fallback as Fallback | null,
  hours: hours as OpeningHours | null,
});

const STATUS = {
  asked: "ordering",
  buying: "ordering",
  held: "ordering",
  returning: "returning",
  done: "active",
  failed: "failed",
} as const;

export const toPhoneNumber = (row: NumberRow): PhoneNumber => ({
  id: row.id,
  ...toSettings(row),
  number: row.number,
  country: row.country,
  provider: row.provider,
  credentialId: row.credentialId,
  status: STATUS[row.orderState],
  error: row.orderError,
  isBought: row.isBought,
  vapiPhoneNumberId: row.vapiPhoneNumberId,
  sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const toClaimed = (row: NumberRow, answerer: AnswererAtVapi, leaseUntil: Date): ClaimedNumber => ({
  id: row.id,
  vapiId: row.vapiPhoneNumberId,
  action: row.syncAction ?? "update",
  revision: row.revision,
  attempts: row.syncAttempts,
  createdAt: row.createdAt,
  leaseUntil,
  row,
  answerer,
});

/** The number, in whatever state, also one that is on its way out. */
export const isNumber = (orgId: string, id: string) => and(eq(phoneNumbers.orgId, orgId), eq(phoneNumbers.id, id));
const isLive = (orgId: string, id: string) => and(isNumber(orgId, id), isNull(phoneNumbers.deletedAt));

export async function findNumber(tx: Tx, orgId: string, id: string): Promise<NumberRow | undefined> {
  const [row] = await tx.select().from(phoneNumbers).where(isLive(orgId, id));
  return row;
}

/** The live number, which nobody else changes until the transaction ends. */
export async function lockNumber(tx: Tx, orgId: string, id: string): Promise<NumberRow | undefined> {
  const [row] = await tx.select().from(phoneNumbers).where(isLive(orgId, id)).for("update");
  return row;
}

/** The number with who answers it at Vapi, in whatever state. */
export async function findWithAnswerer(
  tx: Tx,
  orgId: string,
  id: string,
): Promise<{ row: NumberRow; answerer: AnswererAtVapi } | undefined> {
  const [found] = await tx
    .select({ row: phoneNumbers, assistantId: assistants.vapiAssistantId, squadId: squads.vapiId })
    .from(phoneNumbers)
    .leftJoin(assistants, isItsAssistant)
    .leftJoin(squads, isItsSquad)
    .where(isNumber(orgId, id));
  return found && { row: found.row, answerer: { assistantId: found.assistantId, squadId: found.squadId } };
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

export async function findClaimedNumber(
  tx: Tx,
  orgId: string,
  id: string,
  leaseUntil: Date,
): Promise<ClaimedNumber | undefined> {
  const found = await findWithAnswerer(tx, orgId, id);
  const isHeld = found?.row.syncNextAt?.getTime() === leaseUntil.getTime();
  return found && isHeld ? toClaimed(found.row, found.answerer, leaseUntil) : undefined;
}

/** The number that Vapi calls by this id, when it is in use. */
export async function findByVapiId(tx: Tx, orgId: string, vapiId: string): Promise<NumberRow | undefined> {
  const [row] = await tx
    .select()
    .from(phoneNumbers)
    .where(
      and(eq(phoneNumbers.orgId, orgId), eq(phoneNumbers.vapiPhoneNumberId, vapiId), isNull(phoneNumbers.deletedAt)),
    );
  return row;
}

/** Whether any number names an assistant or a squad at Vapi. */
export async function hasAnswerers(tx: Tx, orgId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: phoneNumbers.id })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.orgId, orgId),
        or(isNotNull(phoneNumbers.assistantId), isNotNull(phoneNumbers.squadId)),
        isNull(phoneNumbers.deletedAt),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** Newest first, one more than `limit` when there are more. */
export const listNumbers = (tx: Tx, orgId: string, { limit, after }: { limit: number; after: Position | undefined }) =>
  tx
    .select()
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.orgId, orgId),
        isNull(phoneNumbers.deletedAt),
        after &&
          sql`(${phoneNumbers.createdAt}, ${phoneNumbers.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(phoneNumbers.createdAt), desc(phoneNumbers.id))
    .limit(limit + 1);

/** Which of these assistants or squads are the organization's, and their ids at Vapi. */
export async function findAnswerers(
  tx: Tx,
  orgId: string,
  kind: "assistant" | "squad",
  ids: string[],
): Promise<Map<string, string | null>> {
  if (ids.length === 0) return new Map();
  const rows =
    kind === "assistant"
      ? await tx
          .select({ id: assistants.id, vapiId: assistants.vapiAssistantId })
          .from(assistants)
          .where(and(eq(assistants.orgId, orgId), inArray(assistants.id, ids), isNull(assistants.deletedAt)))
      : await tx
          .select({ id: squads.id, vapiId: squads.vapiId })
          .from(squads)
          .where(and(eq(squads.orgId, orgId), inArray(squads.id, ids), isNull(squads.deletedAt)));
  return new Map(rows.map(({ id, vapiId }) => [id, vapiId]));
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
  const verb = values.orderDetail.mayBuy === true ? "provision" : "create";
  await tx.insert(auditLog).values(auditEntry(orgId, author, "phone-number", verb, row.id, detail));
  return row;
}

/** The row of an order that came to nothing, gone. */
export async function removeFailed(
  tx: Tx,
  orgId: string,
  id: string,
  author: Author,
  error: string | null,
): Promise<void> {
  await Promise.all([
    tx.delete(phoneNumbers).where(and(isNumber(orgId, id), eq(phoneNumbers.orderState, "failed"))),
    tx.insert(auditLog).values(auditEntry(orgId, author, "phone-number", "provision.refused", id, { error })),
  ]);
}

export type NumberChange = { settings: NumberSettings; leaseUntil: Date; now: Date; author: Author };

/** The locked row with other settings. Claimed, when Vapi has it and nobody else holds it at the moment. */
export async function changeNumber(
  tx: Tx,
  before: NumberRow,
  change: NumberChange,
): Promise<ClaimedNumber | undefined> {
  const { orgId, id } = before;
  const { settings, leaseUntil, now, author } = change;
  const isMirrored = before.orderState === "done";
  const isClaimed = isMirrored && isUnclaimed(before, now);
  await Promise.all([
    tx
      .update(phoneNumbers)
      .set({
        ...settings,
        revision: before.revision + 1,
        ...(isMirrored && { syncState: "pending" as const, syncAction: "update" as const }),
        ...(isClaimed && { syncAttempts: 1, syncError: null, syncNextAt: leaseUntil }),
      })
      .where(isNumber(orgId, id)),
    tx.insert(auditLog).values(
      auditEntry(orgId, author, "phone-number", "update", id, {
        fields: changedFields(toSettings(before), settings),
      }),
    ),
  ]);
  if (!isClaimed) return undefined;
  const changed = await findWithAnswerer(tx, orgId, id);
  return changed && toClaimed(changed.row, changed.answerer, leaseUntil);
}

/** Take a change back, unless there was another since, or the claim is over. */
export async function unchangeNumber(
  tx: Tx,
  before: NumberRow,
  claim: ClaimedNumber,
  author: Author,
): Promise<boolean> {
  const { orgId, id, revision, syncState, syncAction, syncAttempts, syncError, syncNextAt } = before;
  const [restored] = await Promise.all([
    tx
      .update(phoneNumbers)
      .set({ ...toSettings(before), revision, syncState, syncAction, syncAttempts, syncError, syncNextAt })
      .where(
        and(
          isNumber(orgId, id),
          eq(phoneNumbers.syncNextAt, claim.leaseUntil),
          eq(phoneNumbers.revision, claim.revision),
        ),
      )
      .returning({ id: phoneNumbers.id }),
    tx.insert(auditLog).values(auditEntry(orgId, author, "phone-number", "update.refused", id)),
  ]);
  return restored.length > 0;
}

/** Hide the locked row; the sweep lets it go at Vapi, at once unless another holds it at the moment. */
export async function hideNumber(tx: Tx, before: NumberRow, now: Date, author: Author): Promise<void> {
  const { orgId, id, number, name } = before;
  await Promise.all([
    tx
      .update(phoneNumbers)
      .set({
        deletedAt: now,
        revision: before.revision + 1,
        syncState: "pending",
        syncAction: "delete",
        ...(isUnclaimed(before, now) && { syncAttempts: 0, syncNextAt: now }),
      })
      .where(isNumber(orgId, id)),
    tx.insert(events).values({
      orgId,
      type: "phone-number.deleted",
      resourceType: "phone-number",
      resourceId: id,
      data: { id, number, name },
    }),
    tx.insert(auditLog).values(auditEntry(orgId, author, "phone-number", "release", id, { number })),
  ]);
}

/** Hide the locked row of an order under way, which ends with giving back what it may have bought. */
export async function hideOrder(tx: Tx, before: NumberRow, now: Date, author: Author): Promise<void> {
  const { orgId, id, number } = before;
  await Promise.all([
    tx
      .update(phoneNumbers)
      .set({ deletedAt: now, revision: before.revision + 1 })
      .where(isNumber(orgId, id)),
    tx.insert(auditLog).values(auditEntry(orgId, author, "phone-number", "release", id, { number })),
  ]);
}

/** As the system: Vapi has let go of a number that was bought; its order gives it back. */
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
    })
    .where(
      and(isNumber(orgId, claim.id), eq(phoneNumbers.syncNextAt, claim.leaseUntil), isNotNull(phoneNumbers.deletedAt)),
    )
    .returning({ id: phoneNumbers.id });
  return handed.length > 0;
}

export const changedFields = (before: NumberSettings, after: NumberSettings) =>
  (["name", "assistantId", "squadId", "fallback", "hours"] as const).filter(
    (field) => canonical(before[field]) !== canonical(after[field]),
  );

/** Equal as JSON, whatever the order of keys: jsonb keeps its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );

const isUnclaimed = ({ syncState, syncNextAt }: NumberRow, now: Date) =>
  syncState !== "pending" || syncNextAt === null || syncNextAt <= now;
