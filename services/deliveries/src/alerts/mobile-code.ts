import type { SealBindings } from "@allokoli/shared/crypto/seal";
import { hmac, toHex } from "@allokoli/shared/crypto/hmac";

const DIGITS = 6;
/** A code is good for ten minutes and five tries, and three are sent an hour: fifteen guesses out of a million. */
export const CODE_FOR_MS = 10 * 60_000;
export const MOST_TRIES = 5;
/** So many codes a member may ask for within an hour, in one organization. */
export const CODES_AN_HOUR = 3;
/** And so many all members of an organization within a day: nobody can have it write to strangers, or run up costs. */
export const CODES_A_DAY = 20;

/** Six digits, each code as likely as any other. */
export function newCode(random = (values: Uint32Array<ArrayBuffer>) => crypto.getRandomValues(values)): string {
  const most = 10 ** DIGITS;
  // Values beyond the last whole million would make some codes likelier.
  const fair = 2 ** 32 - (2 ** 32 % most);
  for (;;) {
    const [value = fair] = random(new Uint32Array(1));
    if (value < fair) return String(value % most).padStart(DIGITS, "0");
  }
}

/** What a code is for: this member's number in this organization. A code for another number is another one. */
export type CodeSubject = { orgId: string; userId: string; number: string };

/** What is kept of a code. Signed with a key of its own, made of the credentials key: the table alone tells no code. */
export const codeMac = async (
  { CREDENTIALS_KEY }: SealBindings,
  { orgId, userId, number }: CodeSubject,
  code: string,
): Promise<string> =>
  toHex(await hmac(CREDENTIALS_KEY, `allokoli/mobile-code/v1/${orgId}/${userId}/${number}/${code}`));
