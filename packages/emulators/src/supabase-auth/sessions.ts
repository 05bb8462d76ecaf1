import { randomInt, randomUUID } from "node:crypto";
import type { HonoRequest } from "hono";
import { AUDIENCE } from "./auth.ts";
import type { Auth } from "./auth.ts";
import type { Queryable } from "./database.ts";
import { AuthError } from "./errors.ts";
import type { JsonObject } from "./json-body.ts";
import type { AuthenticationMethod } from "./pkce.ts";
import { describeUser, findUserById, isBanned, reloadUser } from "./users.ts";
import type { UserRow } from "./users.ts";

/** A client that lost the answer to a refresh may ask again this long after it. */
const REUSE_SECONDS = 10;
const TOKEN_LENGTH = 12;
const TOKEN_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

export type SessionRow = { id: string; user_id: string; aal: string; created_at: Date };

type RefreshTokenRow = {
  id: string;
  token: string;
  user_id: string;
  session_id: string;
  revoked: boolean;
  parent: string | null;
  updated_at: Date;
};

export type TokenResponse = {
  access_token: string;
  token_type: "bearer";
  expires_in: number;
  expires_at: number;
  refresh_token: string;
  user: JsonObject;
};

export async function findSession(db: Queryable, id: string): Promise<SessionRow | undefined> {
  const { rows } = await db.query<SessionRow>("select id, user_id, aal, created_at from auth.sessions where id = $1", [
    id,
  ]);
  return rows[0];
}

/** Signs a person in: a session, its first refresh token, an access token. */
export async function startSession(
  tx: Queryable,
  auth: Auth,
  request: HonoRequest,
  userId: string,
  method: AuthenticationMethod,
): Promise<TokenResponse> {
  const now = auth.now();
  const sessionId = randomUUID();
  await tx.query(
    `insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent)
     values ($1, $2, $3, $3, 'aal1', $4)`,
    [sessionId, userId, now, request.header("user-agent") ?? ""],
  );
  await tx.query(
    `insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
     values ($1, $2, $3, $3, $4)`,
    [randomUUID(), sessionId, now, method],
  );
  const refreshToken = await insertRefreshToken(tx, { userId, sessionId, parent: null }, now);
  await tx.query("update auth.users set last_sign_in_at = $2, updated_at = $2 where id = $1", [userId, now]);
  return respond(tx, auth, await reloadUser(tx, userId), sessionId, refreshToken);
}

/**
 * Rotates a refresh token. A revoked one is forgiven when it is the parent of the live one or was used moments ago;
 * otherwise somebody else holds it, and the whole session's tokens are revoked.
 */
export async function refreshSession(auth: Auth, token: string): Promise<TokenResponse> {
  const outcome = await auth.database.transaction(async (tx) => {
    const now = auth.now();
    const current = await lockRefreshToken(tx, token);
    const user = current && (await findUserById(tx, current.user_id));
    if (!current || !user) {
      throw new AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
    }
    if (isBanned(user, now)) throw new AuthError(400, "user_banned", "Invalid Refresh Token: User Banned");

    const sessionId = current.session_id;
    if (current.revoked) {
      const live = await findLiveToken(tx, sessionId);
      if (live?.parent === current.token) return respond(tx, auth, user, sessionId, live.token);
      if (now.getTime() > current.updated_at.getTime() + REUSE_SECONDS * 1_000) {
        await tx.query(
          "update auth.refresh_tokens set revoked = true, updated_at = $2 where session_id = $1 and not revoked",
          [sessionId, now],
        );
        return "reused" as const;
      }
    } else {
      await tx.query("update auth.refresh_tokens set revoked = true, updated_at = $2 where id = $1", [current.id, now]);
    }
    const next = await insertRefreshToken(tx, { userId: user.id, sessionId, parent: current.token }, now);
    await tx.query("update auth.sessions set refreshed_at = $2, updated_at = $3 where id = $1", [
      sessionId,
      now.toISOString(),
      now,
    ]);
    return respond(tx, auth, user, sessionId, next);
  });
  if (outcome === "reused") {
    throw new AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
  }
  return outcome;
}

export async function endSessions(
  db: Queryable,
  userId: string,
  options: { only?: string; except?: string } = {},
): Promise<void> {
  await db.query(
    `delete from auth.sessions
     where user_id = $1 and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)`,
    [userId, options.only ?? null, options.except ?? null],
  );
}

/** The claims of a good access token of this server, but for the person it is about. */
export function baseClaims(auth: Auth) {
  const iat = Math.floor(auth.now().getTime() / 1_000);
  return { iss: auth.issuer(), aud: AUDIENCE, iat, exp: iat + auth.accessTokenSeconds };
}

async function respond(
  db: Queryable,
  auth: Auth,
  user: UserRow,
  sessionId: string,
  refreshToken: string,
): Promise<TokenResponse> {
  const claims = baseClaims(auth);
  const accessToken = await auth.keys.sign({
    ...claims,
    aud: user.aud,
    sub: user.id,
    email: user.email,
    phone: user.phone ?? "",
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    role: user.role,
    aal: "aal1",
    amr: await findMethods(db, sessionId),
    session_id: sessionId,
    is_anonymous: user.is_anonymous,
  });
  return {
    access_token: accessToken,
    token_type: "bearer",
    expires_in: auth.accessTokenSeconds,
    expires_at: claims.exp,
    refresh_token: refreshToken,
    user: await describeUser(db, user),
  };
}

async function findMethods(db: Queryable, sessionId: string): Promise<{ method: string; timestamp: number }[]> {
  const { rows } = await db.query<{ authentication_method: string; updated_at: Date }>(
    `select authentication_method, updated_at from auth.mfa_amr_claims
     where session_id = $1 order by updated_at desc`,
    [sessionId],
  );
  return rows.map((row) => ({
    method: row.authentication_method,
    timestamp: Math.floor(row.updated_at.getTime() / 1_000),
  }));
}

/** Locks the session before its token: two refreshes of one session wait for each other. */
async function lockRefreshToken(tx: Queryable, token: string): Promise<RefreshTokenRow | undefined> {
  await tx.query(
    "select id from auth.sessions where id = (select session_id from auth.refresh_tokens where token = $1) for update",
    [token],
  );
  const { rows } = await tx.query<RefreshTokenRow>(
    "select * from auth.refresh_tokens where token = $1 and session_id is not null",
    [token],
  );
  return rows[0];
}

async function findLiveToken(tx: Queryable, sessionId: string): Promise<RefreshTokenRow | undefined> {
  const { rows } = await tx.query<RefreshTokenRow>(
    "select * from auth.refresh_tokens where session_id = $1 and not revoked order by id desc limit 1",
    [sessionId],
  );
  return rows[0];
}

async function insertRefreshToken(
  tx: Queryable,
  token: { userId: string; sessionId: string; parent: string | null },
  now: Date,
): Promise<string> {
  const value = Array.from({ length: TOKEN_LENGTH }, () => TOKEN_ALPHABET[randomInt(TOKEN_ALPHABET.length)]).join("");
  await tx.query(
    `insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
     values ('00000000-0000-0000-0000-000000000000', $1, $2, false, $3, $3, $4, $5)`,
    [value, token.userId, now, token.parent, token.sessionId],
  );
  return value;
}
