import type { Auth } from "./auth.ts";
import type { Queryable } from "./database.ts";
import { AuthError, invalidRequest } from "./errors.ts";
import { clearAllTokens, clearToken, findToken } from "./one-time-tokens.ts";
import type { TokenType } from "./one-time-tokens.ts";
import type { AuthenticationMethod } from "./pkce.ts";
import { confirmUser, findUserById, isBanned, updateAppMetadata, verifyIdentity } from "./users.ts";
import type { UserRow } from "./users.ts";

const OTP_SECONDS = 3_600;

export const HALF_CONFIRMED = "Confirmation link accepted. Please proceed to confirm link sent to the other email";

const TOKEN_TYPES: Readonly<Record<string, readonly TokenType[]>> = {
  email: ["confirmation_token", "recovery_token"],
  signup: ["confirmation_token"],
  invite: ["confirmation_token"],
  recovery: ["recovery_token"],
  magiclink: ["recovery_token"],
  email_change: ["email_change_token_new", "email_change_token_current"],
};

const METHODS: Readonly<Record<string, AuthenticationMethod>> = {
  signup: "email/signup",
  invite: "invite",
  recovery: "recovery",
  magiclink: "magiclink",
  email_change: "email_change",
};

/** The flow that a link of this type ends. */
export function requireMethod(type: string): AuthenticationMethod {
  const method = METHODS[type];
  if (!method) throw invalidRequest("Unsupported verification type");
  return method;
}

/**
 * Uses up a mailed token and does what it stands for. Returns whom it proves, or `undefined` when the other address
 * of an email change has still to agree.
 */
export async function verifyToken(
  tx: Queryable,
  auth: Auth,
  proof: { type: string; hashes: readonly string[]; whenInvalid: string },
): Promise<UserRow | undefined> {
  const types = TOKEN_TYPES[proof.type];
  if (!types) throw invalidRequest("Invalid email verification type");
  const now = auth.now();
  const found = await findToken(tx, proof.hashes, types);
  const user = found && (await findUserById(tx, found.userId));
  if (!user) throw new AuthError(403, "otp_expired", proof.whenInvalid);
  const { type } = found;
  if (isBanned(user, now)) throw new AuthError(403, "user_banned", "User is banned");
  const sentAt = sentAtOf(user, type);
  if (!sentAt || now.getTime() > sentAt.getTime() + OTP_SECONDS * 1_000) {
    throw new AuthError(403, "otp_expired", proof.whenInvalid);
  }
  switch (type) {
    case "confirmation_token":
      await confirmUser(tx, user.id, now);
      await verifyIdentity(tx, user.id, user.email, now);
      break;
    case "recovery_token":
      await clearToken(tx, user.id, type);
      if (!user.email_confirmed_at) await confirmUser(tx, user.id, now);
      break;
    case "email_change_token_new":
    case "email_change_token_current":
      if (!(await changeEmail(tx, auth, user, type))) return undefined;
  }
  await updateAppMetadata(tx, user.id, { provider: "email", providers: ["email"] }, now);
  return user;
}

/** True once the address is changed: both have agreed, or one is enough where addresses confirm themselves. */
async function changeEmail(tx: Queryable, auth: Auth, user: UserRow, type: TokenType): Promise<boolean> {
  const now = auth.now();
  if (!auth.autoConfirm && user.email_change_confirm_status === 0) {
    await clearToken(tx, user.id, type);
    await tx.query("update auth.users set email_change_confirm_status = 1, updated_at = $2 where id = $1", [
      user.id,
      now,
    ]);
    return false;
  }
  const newEmail = user.email_change ?? "";
  await verifyIdentity(tx, user.id, newEmail, now);
  await tx.query(
    `update auth.users
     set email = $2, email_change = '', email_change_confirm_status = 0, updated_at = $3,
       email_confirmed_at = coalesce(email_confirmed_at, $3)
     where id = $1`,
    [user.id, newEmail, now],
  );
  await clearAllTokens(tx, user.id);
  return true;
}

function sentAtOf(user: UserRow, type: TokenType): Date | null {
  if (type === "confirmation_token") return user.confirmation_sent_at;
  return type === "recovery_token" ? user.recovery_sent_at : user.email_change_sent_at;
}
