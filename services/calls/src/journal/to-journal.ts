import type { callJournal } from "@allokoli/shared/db/schema/index";
import { z } from "zod";
import { findBreak, parsed } from "./check.ts";
import type { Journal } from "./contract.ts";
import { JOURNAL_KINDS } from "./kinds.ts";
import type { Day, DayCall } from "./store.ts";

type EntryRow = typeof callJournal.$inferSelect;

const Kind = z.enum(JOURNAL_KINDS);
const Data = z.record(z.string(), z.json());

/** A call's journal as the API shows it, checked. What is no JSON any more is shown as no data: the chain is broken there. */
export function toJournal(
  orgId: string,
  callId: string,
  rows: EntryRow[],
  salts: { key: string; salt: string }[],
  days: { id: string; until: Date; hash: string | null }[],
): Journal {
  const saltOf = new Map(salts.map(({ key, salt }) => [key, salt]));
  const entries = rows.map(({ at, recordedAt, ...row }) => ({
    ...row,
    at: at.toISOString(),
    recordedAt: recordedAt.toISOString(),
  }));
  const brokenAt = findBreak(orgId, callId, entries) ?? null;
  return {
    organizationId: orgId,
    callId,
    isWhole: brokenAt === null,
    brokenAt,
    entries: entries.map(({ position, at, recordedAt, kind, data, previousHash, hash, key }) => ({
      position,
      at,
      recordedAt,
      kind: Kind.parse(kind),
      data: Data.parse(parsed(data) ?? {}),
      previousHash,
      hash,
      salt: saltOf.get(key) ?? null,
    })),
    days: days.map(({ until, ...day }) => ({ ...day, until: until.toISOString() })),
  };
}

/** Only closed days are read, which have both hashes. */
export const toDay = ({ id, orgId, since, until, previousHash, hash }: Day) => ({
  id,
  organizationId: orgId,
  since: since?.toISOString() ?? null,
  until: until.toISOString(),
  previousHash: previousHash ?? "",
  hash: hash ?? "",
});

export const toDayWithCalls = (day: Day, calls: DayCall[]) => ({
  ...toDay(day),
  calls: calls.map(({ call_id: callId, position, hash }) => ({ callId, position, hash })),
});
