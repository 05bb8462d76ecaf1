import { calls, messages, organizations, recordingCopies, type RecordingState } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { addToJournal } from "../journal/write.ts";
import type { LinkedCall } from "../room/state/call.ts";

/** A copy in the hands of the keeper until `leaseUntil`. */
export type ClaimedCopy = {
  callId: string;
  attempts: number;
  leaseUntil: Date;
  /** The call to copy it from; undefined when the recording is to be deleted: its call or organization is, or its time is over. */
  call: LinkedCall | undefined;
};

/** Take the copy that has waited longest, so that a run that dies leaves it to the next after `leaseUntil`. */
export async function claimCopy(tx: Tx, orgId: string, now: Date, leaseUntil: Date): Promise<ClaimedCopy | undefined> {
  const [due] = await tx
    .select({ callId: recordingCopies.callId })
    .from(recordingCopies)
    .where(and(eq(recordingCopies.orgId, orgId), lte(recordingCopies.dueAt, now)))
    .orderBy(asc(recordingCopies.dueAt), asc(recordingCopies.callId))
    .limit(1)
    .for("update", { skipLocked: true });
  if (due === undefined) return undefined;
  const [[copy], [call]] = await Promise.all([
    tx
      .update(recordingCopies)
      .set({ dueAt: leaseUntil, attempts: sql`${recordingCopies.attempts} + 1` })
      .where(and(eq(recordingCopies.orgId, orgId), eq(recordingCopies.callId, due.callId)))
      .returning({ attempts: recordingCopies.attempts, deletedAt: recordingCopies.deletedAt })
      .execute(),
    tx
      .select({ vapiCallId: calls.vapiCallId, isChecked: calls.isVapiCallChecked })
      .from(calls)
      .innerJoin(organizations, eq(organizations.id, calls.orgId))
      .where(
        and(eq(calls.orgId, orgId), eq(calls.id, due.callId), isNull(calls.deletedAt), isNull(organizations.closedAt)),
      )
      .execute(),
  ]);
  if (copy === undefined) return undefined;
  const isWanted = copy.deletedAt === null && call !== undefined;
  return {
    callId: due.callId,
    attempts: copy.attempts,
    leaseUntil,
    call: isWanted ? { orgId, callId: due.callId, ...call } : undefined,
  };
}

/** Make due what a run that died had claimed, or put off. Only for the organization's one keeper, as it begins. */
export async function releaseCopies(tx: Tx, orgId: string, now: Date): Promise<void> {
  await tx
    .update(recordingCopies)
    .set({ dueAt: now })
    .where(and(eq(recordingCopies.orgId, orgId), gt(recordingCopies.dueAt, now)));
}

export async function nextDue(tx: Tx, orgId: string): Promise<Date | undefined> {
  const [row] = await tx
    .select({ dueAt: recordingCopies.dueAt })
    .from(recordingCopies)
    .where(and(eq(recordingCopies.orgId, orgId), isNotNull(recordingCopies.dueAt)))
    .orderBy(asc(recordingCopies.dueAt))
    .limit(1);
  return row?.dueAt ?? undefined;
}

const stillClaimed = (orgId: string, { callId, leaseUntil }: ClaimedCopy) =>
  and(eq(recordingCopies.orgId, orgId), eq(recordingCopies.callId, callId), eq(recordingCopies.dueAt, leaseUntil));

export async function postpone(tx: Tx, orgId: string, copy: ClaimedCopy, dueAt: Date): Promise<void> {
  await tx.update(recordingCopies).set({ dueAt }).where(stillClaimed(orgId, copy));
}

export type KeptBytes = { sizeBytes: number; mediaType: string; sha256: string };
export type CopyOutcome = { state: "kept"; kept: KeptBytes } | { state: "unannounced" | "gone"; kept?: undefined };

/** What came of it. False when the call was deleted meanwhile, or another run has the copy. */
export async function settleCopy(
  tx: Tx,
  orgId: string,
  copy: ClaimedCopy,
  { state, kept }: CopyOutcome,
): Promise<boolean> {
  const rows = await tx
    .update(recordingCopies)
    .set({ ...kept, attempts: 0, dueAt: null })
    .where(and(stillClaimed(orgId, copy), isNull(recordingCopies.deletedAt)))
    .returning({ callId: recordingCopies.callId });
  if (rows.length === 0) return false;
  await tx
    .update(calls)
    .set({ recordingState: state satisfies RecordingState })
    .where(and(eq(calls.orgId, orgId), eq(calls.id, copy.callId)));
  await addToJournal(tx, orgId, copy.callId, [
    {
      key: "recording",
      kind: state === "kept" ? "recording.kept" : "recording.not-kept",
      at: new Date().toISOString(),
      data: kept === undefined ? { reason: state } : { bytes: kept.sizeBytes },
      personal: { sha256: kept?.sha256 ?? null },
    },
  ]);
  return true;
}

export async function forgetCopy(tx: Tx, orgId: string, copy: ClaimedCopy): Promise<void> {
  await tx.delete(recordingCopies).where(stillClaimed(orgId, copy));
}

/** A call's first lines, in their order: who spoke, and what. */
export const findOpening = (tx: Tx, orgId: string, callId: string, lines: number) =>
  tx
    .select({ role: messages.role, text: messages.text })
    .from(messages)
    .where(and(eq(messages.orgId, orgId), eq(messages.callId, callId), inArray(messages.role, ["user", "assistant"])))
    .orderBy(asc(messages.position))
    .limit(lines);

/** What is there of a call's recording in R2; undefined when nothing is. */
export async function findKept(tx: Tx, orgId: string, callId: string): Promise<KeptBytes | undefined> {
  const [row] = await tx
    .select({
      sizeBytes: recordingCopies.sizeBytes,
      mediaType: recordingCopies.mediaType,
      sha256: recordingCopies.sha256,
    })
    .from(recordingCopies)
    .where(
      and(eq(recordingCopies.orgId, orgId), eq(recordingCopies.callId, callId), isNull(recordingCopies.deletedAt)),
    );
  if (row === undefined || row.sizeBytes === null || row.mediaType === null || row.sha256 === null) return undefined;
  return { sizeBytes: row.sizeBytes, mediaType: row.mediaType, sha256: row.sha256 };
}
