import { systemEntry } from "@allokoli/shared/db/audit-entry";
import { auditLog, events, files, type FileState } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, asc, eq, gt, isNull, isNotNull, lte, sql } from "drizzle-orm";
import type { Passage } from "../passages/chunk.ts";
import type { Index } from "../passages/postings.ts";

/** A file in the hands of the processor until `leaseUntil`. */
export type ClaimedFile = {
  id: string;
  name: string;
  attempts: number;
  isDeleted: boolean;
  leaseUntil: Date;
};

/** Take the file that has waited longest, so that a run that dies leaves it to the next after `leaseUntil`. */
export async function claimFile(tx: Tx, orgId: string, now: Date, leaseUntil: Date): Promise<ClaimedFile | undefined> {
  const [due] = await tx
    .select({ id: files.id })
    .from(files)
    .where(and(eq(files.orgId, orgId), lte(files.dueAt, now)))
    .orderBy(asc(files.dueAt), asc(files.id))
    .limit(1)
    .for("update", { skipLocked: true });
  if (due === undefined) return undefined;
  const [row] = await tx
    .update(files)
    .set({ dueAt: leaseUntil, attempts: sql`${files.attempts} + 1` })
    .where(and(eq(files.orgId, orgId), eq(files.id, due.id)))
    .returning({ id: files.id, name: files.name, attempts: files.attempts, deletedAt: files.deletedAt });
  if (row === undefined) return undefined;
  return { id: row.id, name: row.name, attempts: row.attempts, isDeleted: row.deletedAt !== null, leaseUntil };
}

/** Make due what a run that died had claimed, or put off. Only for the organization's one processor, as it begins. */
export async function releaseFiles(tx: Tx, orgId: string, now: Date): Promise<void> {
  await tx
    .update(files)
    .set({ dueAt: now })
    .where(and(eq(files.orgId, orgId), gt(files.dueAt, now)));
}

export async function nextDue(tx: Tx, orgId: string): Promise<Date | undefined> {
  const [row] = await tx
    .select({ dueAt: files.dueAt })
    .from(files)
    .where(and(eq(files.orgId, orgId), isNotNull(files.dueAt)))
    .orderBy(asc(files.dueAt))
    .limit(1);
  return row?.dueAt ?? undefined;
}

export async function fileExists(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: files.id })
    .from(files)
    .where(and(eq(files.orgId, orgId), eq(files.id, id)));
  return rows.length > 0;
}

const stillClaimed = (orgId: string, { id, leaseUntil }: ClaimedFile) =>
  and(eq(files.orgId, orgId), eq(files.id, id), eq(files.dueAt, leaseUntil));

export async function postpone(tx: Tx, orgId: string, file: ClaimedFile, dueAt: Date): Promise<void> {
  await tx.update(files).set({ dueAt }).where(stillClaimed(orgId, file));
}

export type Outcome =
  | { state: "ready"; mediaType: string; passages: Passage[]; index: Index }
  | { state: "failed"; mediaType: string | null; failureCode: string };

/** What came of the file, whole or not at all; nothing when it was deleted meanwhile, or another run has it. */
export async function settleFile(tx: Tx, orgId: string, file: ClaimedFile, outcome: Outcome): Promise<void> {
  const failureCode = outcome.state === "failed" ? outcome.failureCode : null;
  const passageCount = outcome.state === "ready" ? outcome.passages.length : 0;
  const [row] = await tx
    .update(files)
    .set({
      state: outcome.state satisfies FileState,
      mediaType: outcome.mediaType,
      failureCode,
      passageCount,
      attempts: 0,
      dueAt: null,
      revision: sql`${files.revision} + 1`,
    })
    .where(and(stillClaimed(orgId, file), isNull(files.deletedAt)))
    .returning({ id: files.id });
  if (row === undefined) return;
  await Promise.all([
    ...(outcome.state === "ready"
      ? insertIndex(tx, orgId, file.id, outcome)
      : [
          tx
            .insert(auditLog)
            .values(systemEntry(orgId, "file.failed", { type: "file", id: file.id }, { name: file.name, failureCode })),
        ]),
    tx.insert(events).values({
      orgId,
      type: `file.${outcome.state}`,
      resourceType: "file",
      resourceId: file.id,
      data: { id: file.id, name: file.name, state: outcome.state, failureCode, passageCount },
    }),
  ]);
}

/** Below what a statement may take of its ten seconds, by far. */
const ROWS_A_STATEMENT = 2000;

function insertIndex(tx: Tx, orgId: string, fileId: string, { passages, index }: Extract<Outcome, { state: "ready" }>) {
  const rows = passages.map(({ text, page, headings }, position) => ({ position, text, page, headings }));
  return [
    ...slices(rows).map((slice) =>
      tx.execute(sql`
        insert into passages (org_id, file_id, position, text, page, headings)
        select ${orgId}::uuid, ${fileId}::uuid, r.position, r.text, r.page, r.headings
        from jsonb_to_recordset(${JSON.stringify(slice)}::jsonb) as r (position integer, text text, page integer, headings text[])`),
    ),
    ...slices(index.postings).map((slice) =>
      tx.execute(sql`
        insert into file_terms (org_id, term, file_id, positions, impacts)
        select ${orgId}::uuid, r.term, ${fileId}::uuid, r.positions, r.impacts
        from jsonb_to_recordset(${JSON.stringify(slice)}::jsonb) as r (term text, positions integer[], impacts smallint[])`),
    ),
    // In one order, so that two files at once wait for each other rather than lock each other out.
    ...slices(index.words.toSorted((a, b) => (a.word < b.word ? -1 : 1))).map((slice) =>
      tx.execute(sql`
        insert into vocabulary (org_id, word, term)
        select ${orgId}::uuid, r.word, r.term
        from jsonb_to_recordset(${JSON.stringify(slice)}::jsonb) as r (word text, term text)
        on conflict do nothing`),
    ),
  ];
}

const slices = <Row>(rows: Row[]) =>
  Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, index) =>
    rows.slice(index * ROWS_A_STATEMENT, (index + 1) * ROWS_A_STATEMENT),
  );

/** The row with all that was read of it, and the words of terms that no other file has. */
export async function removeFile(tx: Tx, orgId: string, file: ClaimedFile): Promise<void> {
  await tx.execute(sql`
    delete from vocabulary v where v.org_id = ${orgId}::uuid
      and v.term in (select t.term from file_terms t where t.org_id = ${orgId}::uuid and t.file_id = ${file.id}::uuid)
      and not exists (
        select from file_terms o where o.org_id = v.org_id and o.term = v.term and o.file_id <> ${file.id}::uuid)`);
  await tx.delete(files).where(stillClaimed(orgId, file));
}
