import type { Tx } from "@allokoli/shared/db/tenant";
import type { Sealed } from "@allokoli/shared/crypto/seal";
import { sql, type SQL } from "drizzle-orm";

/** So many numbers are tried before it is said that none can. */
const MOST_SENDERS = 3;

/** A number of the organization's, in an account of its own that sends SMS. */
export type Sender = { number: string; credentialId: string; sealed: Sealed };

/** SQL: those numbers. Whether one can send is known to its provider alone. */
const sendersOf = (orgId: string): SQL => sql`
  phone_numbers line join telephony_credentials account
    on account.org_id = line.org_id and account.id = line.credential_id and account.deleted_at is null
  where line.org_id = ${orgId} and line.order_state = 'done' and line.deleted_at is null and line.number is not null
    and account.provider in ('twilio', 'telnyx', 'vonage')`;

/** Whether there is such a number. */
export async function hasSender(tx: Tx, orgId: string): Promise<boolean> {
  const { rows } = await tx.execute<{ has: boolean }>(sql`select exists (select from ${sendersOf(orgId)}) as has`);
  return rows[0]?.has ?? false;
}

/** As the system: those numbers with their sealed accounts, the newest first. */
export async function listSenders(tx: Tx, orgId: string): Promise<Sender[]> {
  const { rows } = await tx.execute<{ number: string; credentialId: string; keyId: string; text: string }>(sql`
    select line.number, account.id as "credentialId", account.key_id as "keyId", account.sealed as text
    from ${sendersOf(orgId)} order by line.created_at desc, line.id desc limit ${MOST_SENDERS}`);
  return rows.map(({ keyId, text, ...sender }) => ({ ...sender, sealed: { keyId, text } }));
}
