import { createHash, randomInt, randomUUID } from "node:crypto";
import type { Queryable } from "./database.ts";

export const PKCE_PREFIX = "pkce_";
const OTP_DIGITS = 6;

export type TokenType =
  | "confirmation_token"
  | "recovery_token"
  | "email_change_token_new"
  | "email_change_token_current";

export type IssuedToken = { code: string; hash: string };

/** The six digits that a person may type, and the hash that the link carries for them. */
export function createToken(email: string, options: { pkce: boolean }): IssuedToken {
  const code = randomInt(10 ** OTP_DIGITS)
    .toString()
    .padStart(OTP_DIGITS, "0");
  return { code, hash: `${options.pkce ? PKCE_PREFIX : ""}${hashToken(email, code)}` };
}

export function hashToken(email: string, code: string): string {
  return createHash("sha224")
    .update(email + code)
    .digest("hex");
}

/** A person has at most one token of a type: the last one mailed. */
export async function storeToken(
  tx: Queryable,
  token: { userId: string; type: TokenType; hash: string; email: string },
  now: Date,
): Promise<void> {
  await clearToken(tx, token.userId, token.type);
  await tx.query(
    `insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6)`,
    [randomUUID(), token.userId, token.type, token.hash, token.email, now],
  );
}

/** Locks the token's row, so that of two who use it at once only one finds it. */
export async function findToken(
  tx: Queryable,
  hashes: readonly string[],
  types: readonly TokenType[],
): Promise<{ userId: string; type: TokenType } | undefined> {
  const { rows } = await tx.query<{ user_id: string; token_type: TokenType }>(
    `select user_id, token_type from auth.one_time_tokens
     where token_hash = any ($1) and token_type = any ($2::auth.one_time_token_type[])
     for update`,
    [hashes, types],
  );
  const [token] = rows;
  return token && { userId: token.user_id, type: token.token_type };
}

export async function clearToken(tx: Queryable, userId: string, type: TokenType): Promise<void> {
  await tx.query("delete from auth.one_time_tokens where user_id = $1 and token_type = $2", [userId, type]);
}

export async function clearAllTokens(tx: Queryable, userId: string): Promise<void> {
  await tx.query("delete from auth.one_time_tokens where user_id = $1", [userId]);
}
