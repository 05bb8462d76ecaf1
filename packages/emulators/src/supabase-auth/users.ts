import { createHash, randomUUID } from "node:crypto";
import { AUDIENCE, DEFAULT_ROLE } from "./auth.ts";
import type { Queryable } from "./database.ts";
import { failure } from "./errors.ts";
import type { JsonObject } from "./json-body.ts";
import { clearAllTokens } from "./one-time-tokens.ts";

const NIL_UUID = "00000000-0000-0000-0000-000000000000";

export type UserRow = {
  id: string;
  aud: string;
  role: string;
  email: string;
  phone: string | null;
  encrypted_password: string | null;
  email_confirmed_at: Date | null;
  phone_confirmed_at: Date | null;
  confirmed_at: Date | null;
  invited_at: Date | null;
  confirmation_sent_at: Date | null;
  recovery_sent_at: Date | null;
  email_change: string | null;
  email_change_sent_at: Date | null;
  email_change_confirm_status: number;
  last_sign_in_at: Date | null;
  raw_app_meta_data: JsonObject | null;
  raw_user_meta_data: JsonObject | null;
  created_at: Date;
  updated_at: Date;
  banned_until: Date | null;
  deleted_at: Date | null;
  is_anonymous: boolean;
};

type IdentityRow = {
  id: string;
  provider_id: string;
  user_id: string;
  identity_data: JsonObject;
  provider: string;
  email: string | null;
  last_sign_in_at: Date | null;
  created_at: Date;
  updated_at: Date;
};

type NewUser = {
  id?: string;
  email: string;
  passwordHash: string | null;
  data: JsonObject;
  role?: string;
};

export async function findUserById(db: Queryable, id: string): Promise<UserRow | undefined> {
  const { rows } = await db.query<UserRow>("select * from auth.users where id = $1", [id]);
  return rows[0];
}

export async function findUserByEmail(db: Queryable, email: string): Promise<UserRow | undefined> {
  const { rows } = await db.query<UserRow>(
    "select * from auth.users where lower(email) = $1 and aud = $2 and not is_sso_user",
    [email.toLowerCase(), AUDIENCE],
  );
  return rows[0];
}

export async function reloadUser(db: Queryable, id: string): Promise<UserRow> {
  const user = await findUserById(db, id);
  if (!user) throw new Error(`user ${id} is gone`);
  return user;
}

/**
 * Inserts a person in GoTrue's order: a trigger on insert sees what they wrote about themselves, no role and no
 * confirmation; identity, role and the derived metadata follow as updates.
 */
export async function createUser(tx: Queryable, user: NewUser, now: Date): Promise<UserRow> {
  const id = user.id ?? randomUUID();
  try {
    await tx.query(
      `insert into auth.users (instance_id, id, aud, role, email, encrypted_password, confirmation_token,
         recovery_token, email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data,
         created_at, updated_at)
       values ($1, $2, $3, '', $4, $5, '', '', '', '', $6, $7, $8, $8)`,
      [
        NIL_UUID,
        id,
        AUDIENCE,
        user.email,
        user.passwordHash ?? "",
        { provider: "email", providers: ["email"] },
        user.data,
        now,
      ],
    );
  } catch (err) {
    throw failure("Database error saving new user", err);
  }
  await tx.query("update auth.users set role = $2, updated_at = $3 where id = $1", [
    id,
    user.role ?? DEFAULT_ROLE,
    now,
  ]);
  const claims = { sub: id, email: user.email, email_verified: false, phone_verified: false };
  await tx.query(
    `insert into auth.identities (id, provider_id, user_id, identity_data, provider, last_sign_in_at,
       created_at, updated_at)
     values ($1, ($2::uuid)::text, $2::uuid, $3, 'email', $4, $4, $4)`,
    [randomUUID(), id, { ...user.data, ...claims }, now],
  );
  await updateUserMetadata(tx, id, claims, now);
  return reloadUser(tx, id);
}

/** Merges; a null value takes its key away. */
export async function updateUserMetadata(db: Queryable, id: string, changes: JsonObject, now: Date): Promise<void> {
  await db.query(
    `update auth.users
     set raw_user_meta_data = (coalesce(raw_user_meta_data, '{}') || $2::jsonb) - $3::text[], updated_at = $4
     where id = $1`,
    [id, changes, nullKeys(changes), now],
  );
}

/** Merges; a null value takes its key away. */
export async function updateAppMetadata(db: Queryable, id: string, changes: JsonObject, now: Date): Promise<void> {
  await db.query(
    `update auth.users
     set raw_app_meta_data = (coalesce(raw_app_meta_data, '{}') || $2::jsonb) - $3::text[], updated_at = $4
     where id = $1`,
    [id, changes, nullKeys(changes), now],
  );
}

function nullKeys(changes: JsonObject): string[] {
  return Object.keys(changes).filter((key) => changes[key] === null);
}

export async function confirmUser(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query("update auth.users set email_confirmed_at = $2, updated_at = $2 where id = $1", [id, now]);
  await updateUserMetadata(tx, id, { email_verified: true }, now);
  await clearAllTokens(tx, id);
}

export async function verifyIdentity(tx: Queryable, id: string, email: string, now: Date): Promise<void> {
  await tx.query(
    `update auth.identities set identity_data = identity_data || $2::jsonb, updated_at = $3
     where user_id = $1 and provider = 'email'`,
    [id, { email, email_verified: true }, now],
  );
}

/** A new password voids every link that was on its way. */
export async function setPassword(tx: Queryable, id: string, passwordHash: string, now: Date): Promise<void> {
  await tx.query(
    `update auth.users
     set encrypted_password = $2, confirmation_sent_at = null, recovery_sent_at = null, email_change_sent_at = null,
       updated_at = $3
     where id = $1`,
    [id, passwordHash, now],
  );
  await clearAllTokens(tx, id);
}

/** Keeps the row for what refers to it and forgets who it was. */
export async function softDeleteUser(tx: Queryable, user: UserRow, now: Date): Promise<void> {
  const forgotten = createHash("sha256")
    .update(user.id + user.email)
    .digest("base64url");
  await tx.query(
    `update auth.users
     set email = $2, phone = null, encrypted_password = '', email_change = '', raw_app_meta_data = '{}',
       raw_user_meta_data = '{}', deleted_at = $3, updated_at = $3
     where id = $1`,
    [user.id, forgotten, now],
  );
  await clearAllTokens(tx, user.id);
  await tx.query("delete from auth.identities where user_id = $1", [user.id]);
  await tx.query("delete from auth.sessions where user_id = $1", [user.id]);
}

export function isBanned(user: UserRow, now: Date): boolean {
  return user.banned_until !== null && user.banned_until > now;
}

export async function findIdentities(db: Queryable, userIds: readonly string[]): Promise<IdentityRow[]> {
  const { rows } = await db.query<IdentityRow>(
    "select * from auth.identities where user_id = any ($1) order by created_at",
    [userIds],
  );
  return rows;
}

export async function describeUser(db: Queryable, user: UserRow): Promise<JsonObject> {
  return toUser(user, await findIdentities(db, [user.id]));
}

/** The user as GoTrue writes it: what is empty stays out. */
export function toUser(user: UserRow, identities: readonly IdentityRow[]): JsonObject {
  const optional = {
    email_confirmed_at: user.email_confirmed_at,
    invited_at: user.invited_at,
    phone_confirmed_at: user.phone_confirmed_at,
    confirmation_sent_at: user.confirmation_sent_at,
    confirmed_at: user.confirmed_at,
    recovery_sent_at: user.recovery_sent_at,
    new_email: user.email_change,
    email_change_sent_at: user.email_change_sent_at,
    last_sign_in_at: user.last_sign_in_at,
    banned_until: user.banned_until,
    deleted_at: user.deleted_at,
  };
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email,
    phone: user.phone ?? "",
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null && value !== "")),
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    identities: identities.map(toIdentity),
    created_at: user.created_at,
    updated_at: user.updated_at,
    is_anonymous: user.is_anonymous,
  };
}

function toIdentity(identity: IdentityRow): JsonObject {
  return {
    identity_id: identity.id,
    id: identity.provider_id,
    user_id: identity.user_id,
    identity_data: identity.identity_data,
    provider: identity.provider,
    last_sign_in_at: identity.last_sign_in_at,
    created_at: identity.created_at,
    updated_at: identity.updated_at,
    email: identity.email ?? "",
  };
}
