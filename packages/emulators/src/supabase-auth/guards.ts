import type { Context } from "hono";
import type { JWTPayload } from "jose";
import { AUDIENCE } from "./auth.ts";
import type { Auth } from "./auth.ts";
import { AuthError, invalidRequest } from "./errors.ts";
import { findSession } from "./sessions.ts";
import type { SessionRow } from "./sessions.ts";
import { findUserById } from "./users.ts";
import type { UserRow } from "./users.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ADMIN_ROLES = new Set(["service_role", "supabase_admin"]);

type SignedIn = { user: UserRow; session: SessionRow | undefined };

/** The person whose access token came along, in a session that still stands. */
export async function requireUser(c: Context, auth: Auth): Promise<SignedIn> {
  const claims = await requireToken(c, auth);
  const { sub = "", session_id: sessionId } = claims;
  if (sub === "") throw new AuthError(403, "bad_jwt", "invalid claim: missing sub claim");
  if (!isUuid(sub)) throw new AuthError(400, "bad_jwt", "invalid claim: sub claim must be a UUID");
  const user = await findUserById(auth.database.reader, sub);
  if (!user) throw new AuthError(403, "user_not_found", "User from sub claim in JWT does not exist");
  if (claims.aud !== AUDIENCE) throw invalidRequest("Token audience doesn't match request audience");
  if (typeof sessionId !== "string" || sessionId === "") return { user, session: undefined };
  if (!isUuid(sessionId)) throw new AuthError(403, "bad_jwt", "invalid claim: session_id claim must be a UUID");
  const session = await findSession(auth.database.reader, sessionId);
  if (!session) {
    throw new AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist");
  }
  return { user, session };
}

export async function requireAdmin(c: Context, auth: Auth): Promise<void> {
  const { role } = await requireToken(c, auth);
  if (typeof role !== "string" || !ADMIN_ROLES.has(role)) throw new AuthError(403, "not_admin", "User not allowed");
}

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

async function requireToken(c: Context, auth: Auth): Promise<JWTPayload> {
  const token = /^bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (token === undefined) {
    throw new AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token");
  }
  try {
    return await auth.keys.verify(token, auth.now());
  } catch (err) {
    const reason = err instanceof Error ? err.message : "token is malformed";
    throw new AuthError(403, "bad_jwt", `invalid JWT: unable to parse or verify signature, ${reason}`, { cause: err });
  }
}
