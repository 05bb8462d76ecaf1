import { createHmac, randomBytes } from "node:crypto";
import type { Author } from "@allokoli/shared/db/audit-entry";
import { callJournal, calls, journalSalts } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import canonicalize from "canonicalize";
import { sql } from "drizzle-orm";
import type { JournalKind } from "./kinds.ts";

/** Something that happened in a call. */
export type Fact = {
  /** What it is: a second fact with the same key is not written. */
  key: string;
  kind: JournalKind;
  /** An ISO date with milliseconds. */
  at: string;
  /** Nothing personal: it outlives the call. */
  data: Record<string, string | number | boolean | null>;
  /** Words and numbers, of which only digests are written, under the same names. What is null is left out. */
  personal?: Record<string, string | null>;
};

/**
 * HMAC-SHA256 of a text in hexadecimal, with a salt of 32 random bytes as its key. Without the salt nobody can find out
 * what was digested, be it as short as a telephone number.
 */
export const digestOf = (salt: string, text: string) =>
  createHmac("sha256", Buffer.from(salt, "hex")).update(text, "utf8").digest("hex");

/**
 * Write facts into a call's journal, in their order, as part of the transaction that records the things themselves. What
 * is there already is left as it is, and nothing is written of a call without a row.
 */
export async function addToJournal(tx: Tx, orgId: string, callId: string, facts: Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const first = facts.filter(({ key }, index) => facts.findIndex((other) => other.key === key) === index);
  const entries = JSON.stringify(first.map(toEntry));
  await tx.execute(sql`
    with added as (
      insert into ${callJournal} (org_id, call_id, key, kind, at, data)
      select c.org_id, c.id, e.entry ->> 'key', e.entry ->> 'kind', (e.entry ->> 'at')::timestamptz, e.entry ->> 'data'
      from ${calls} c, jsonb_array_elements(${entries}::jsonb) with ordinality as e (entry, place)
      where c.org_id = ${orgId}::uuid and c.id = ${callId}::uuid
      order by e.place
      returning key
    )
    insert into ${journalSalts} (org_id, call_id, key, salt)
    select ${orgId}::uuid, ${callId}::uuid, added.key, e.entry ->> 'salt'
    from added, jsonb_array_elements(${entries}::jsonb) as e (entry)
    where e.entry ->> 'key' = added.key and e.entry ->> 'salt' is not null`);
}

function toEntry({ key, kind, at, data, personal = {} }: Fact) {
  const told = Object.entries(personal).flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]));
  const salt = told.length === 0 ? null : randomBytes(32).toString("hex");
  const digests = salt === null ? {} : Object.fromEntries(told.map(([name, text]) => [name, digestOf(salt, text)]));
  return { key, kind, at, data: canonicalize({ ...data, ...digests }), salt };
}

/** Who did it, by an id that says nothing of the person once their account is gone. */
export const actorOf = ({ kind, userId }: Author) => (kind === "api_key" ? { apiKey: userId } : { person: userId });

/** What somebody did in a call, at this moment. One request is one fact. */
export const deed = (author: Author, kind: JournalKind, personal: Record<string, string | null> = {}): Fact => ({
  key: `${kind} ${author.requestId}`,
  kind,
  at: new Date().toISOString(),
  data: actorOf(author),
  personal,
});
