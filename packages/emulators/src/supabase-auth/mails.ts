import type { Context } from "hono";
import type { Auth } from "./auth.ts";
import type { Queryable } from "./database.ts";
import { requireDeliverable } from "./email-address.ts";
import { AuthError } from "./errors.ts";
import type { Mail, MailType } from "./mailbox.ts";
import { createToken, PKCE_PREFIX, storeToken } from "./one-time-tokens.ts";
import type { IssuedToken } from "./one-time-tokens.ts";
import { isRedirectAllowed, withQuery } from "./redirects.ts";
import type { UserRow } from "./users.ts";

export type Outgoing = Omit<Mail, "id">;

/** Where the link in a mail leads in the end: what the client asked for if it is allowed, else the site. */
export function resolveRedirect(c: Context, auth: Auth, asked?: string): string {
  const candidates = [asked, c.req.header("redirect_to") ?? c.req.query("redirect_to"), c.req.header("referer")];
  return (
    candidates.find((target) => target !== undefined && isRedirectAllowed(target, auth.redirects)) ??
    auth.redirects.siteUrl
  );
}

function actionLink(auth: Auth, link: { type: MailType; tokenHash: string; redirectTo: string }): string {
  const isOurs = link.type === "invite" || (link.type === "magiclink" && !link.tokenHash.startsWith(PKCE_PREFIX));
  if (auth.tokenHashLinks && isOurs) {
    return withQuery(link.redirectTo, { token_hash: link.tokenHash, type: link.type });
  }
  const query = new URLSearchParams({ token: link.tokenHash, type: link.type, redirect_to: link.redirectTo });
  return `${auth.issuer()}/verify?${query.toString()}`;
}

type MailRequest = { user: UserRow; redirectTo: string; pkce: boolean };

/** Confirms a new address, or lets an invited person in. */
export async function prepareConfirmation(
  tx: Queryable,
  auth: Auth,
  { user, redirectTo, pkce }: MailRequest,
  type: "signup" | "invite" = "signup",
): Promise<Outgoing> {
  const now = auth.now();
  requireMailAllowed(auth, user.email, type === "signup" ? user.confirmation_sent_at : null);
  const token = createToken(user.email, { pkce });
  await storeToken(tx, { userId: user.id, type: "confirmation_token", hash: token.hash, email: user.email }, now);
  await tx.query(
    `update auth.users
     set confirmation_sent_at = $2, invited_at = case when $3 then $2 else invited_at end, updated_at = $2
     where id = $1`,
    [user.id, now, type === "invite"],
  );
  return compose(auth, { to: user.email, type, token, redirectTo });
}

/** A magic link and a recovery are one thing to GoTrue, but for the words of the mail. */
export async function prepareRecovery(
  tx: Queryable,
  auth: Auth,
  { user, redirectTo, pkce }: MailRequest,
  type: "magiclink" | "recovery",
): Promise<Outgoing> {
  const now = auth.now();
  requireMailAllowed(auth, user.email, user.recovery_sent_at);
  const token = createToken(user.email, { pkce });
  await storeToken(tx, { userId: user.id, type: "recovery_token", hash: token.hash, email: user.email }, now);
  await tx.query("update auth.users set recovery_sent_at = $2, updated_at = $2 where id = $1", [user.id, now]);
  return compose(auth, { to: user.email, type, token, redirectTo });
}

/** One mail to the new address and one to the old: both are asked, as in a project with secure email change. */
export async function prepareEmailChange(
  tx: Queryable,
  auth: Auth,
  { user, redirectTo, pkce }: MailRequest,
  newEmail: string,
): Promise<Outgoing[]> {
  const now = auth.now();
  requireMailAllowed(auth, newEmail, user.email_change_sent_at);
  const toNew = createToken(newEmail, { pkce });
  const toCurrent = createToken(user.email, { pkce });
  const userId = user.id;
  await storeToken(tx, { userId, type: "email_change_token_new", hash: toNew.hash, email: newEmail }, now);
  await storeToken(tx, { userId, type: "email_change_token_current", hash: toCurrent.hash, email: user.email }, now);
  await tx.query(
    `update auth.users
     set email_change = $2, email_change_sent_at = $3, email_change_confirm_status = 0, updated_at = $3
     where id = $1`,
    [userId, newEmail, now],
  );
  const type = "email_change";
  return [
    compose(auth, { to: newEmail, type, token: toNew, redirectTo, newEmail }),
    compose(auth, { to: user.email, type, token: toCurrent, redirectTo, newEmail }),
  ];
}

function compose(
  auth: Auth,
  mail: { to: string; type: MailType; token: IssuedToken; redirectTo: string; newEmail?: string },
): Outgoing {
  const { to, type, token, redirectTo, newEmail } = mail;
  return {
    to,
    type,
    sentAt: auth.now().toISOString(),
    link: actionLink(auth, { type, tokenHash: token.hash, redirectTo }),
    code: token.code,
    tokenHash: token.hash,
    redirectTo,
    ...(newEmail === undefined ? {} : { newEmail }),
  };
}

function requireMailAllowed(auth: Auth, to: string, lastSentAt: Date | null): void {
  const { mailRateLimited, mailIntervalSeconds, rejectReservedDomains } = auth.faults.settings;
  if (rejectReservedDomains) requireDeliverable(to);
  if (mailRateLimited) throw new AuthError(429, "over_email_send_rate_limit", "email rate limit exceeded");
  const elapsed = lastSentAt ? (auth.now().getTime() - lastSentAt.getTime()) / 1_000 : Infinity;
  if (elapsed < mailIntervalSeconds) {
    const left = Math.floor(mailIntervalSeconds - elapsed);
    throw new AuthError(
      429,
      "over_email_send_rate_limit",
      `For security purposes, you can only request this after ${left} seconds.`,
    );
  }
}
