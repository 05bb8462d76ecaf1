import { Hono } from "hono";
import type { Context } from "hono";
import type { Auth } from "../auth.ts";
import { AuthError, invalidRequest } from "../errors.ts";
import { JsonBody } from "../json-body.ts";
import { passwordMatches } from "../password.ts";
import { redeemAuthCode } from "../pkce.ts";
import { refreshSession, startSession } from "../sessions.ts";
import type { TokenResponse } from "../sessions.ts";
import { findUserByEmail, isBanned } from "../users.ts";

export function tokenRoutes(auth: Auth): Hono {
  const routes = new Hono();

  routes.post("/token", async (c) => {
    const body = await JsonBody.of(c.req);
    switch (c.req.query("grant_type")) {
      case "password":
        return c.json(await grantPassword(c, auth, body));
      case "refresh_token": {
        const token = body.text("refresh_token");
        if (token === "") throw invalidRequest("refresh_token required");
        return c.json(await refreshSession(auth, token));
      }
      case "pkce":
        return c.json(await grantCode(c, auth, body));
      default:
        throw new AuthError(400, "invalid_credentials", "unsupported_grant_type");
    }
  });

  return routes;
}

async function grantPassword(c: Context, auth: Auth, body: JsonBody): Promise<TokenResponse> {
  const [email, password] = [body.text("email"), body.text("password")];
  if (body.text("phone") !== "") throw new AuthError(422, "phone_provider_disabled", "Phone logins are disabled");
  if (email === "") throw invalidRequest("missing email or phone");
  const user = await findUserByEmail(auth.database.reader, email);
  if (!user || !(await passwordMatches(password, user.encrypted_password))) {
    throw new AuthError(400, "invalid_credentials", "Invalid login credentials");
  }
  if (isBanned(user, auth.now())) throw new AuthError(400, "user_banned", "User is banned");
  if (!user.email_confirmed_at) throw new AuthError(400, "email_not_confirmed", "Email not confirmed");
  return auth.database.transaction((tx) => startSession(tx, auth, c.req, user.id, "password"));
}

async function grantCode(c: Context, auth: Auth, body: JsonBody): Promise<TokenResponse> {
  return auth.database.transaction(async (tx) => {
    const flow = await redeemAuthCode(tx, body.text("auth_code"), body.text("code_verifier"), auth.now());
    return startSession(tx, auth, c.req, flow.userId, flow.method);
  });
}
