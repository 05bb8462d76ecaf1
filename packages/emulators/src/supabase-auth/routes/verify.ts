import { Hono } from "hono";
import type { Context } from "hono";
import type { Auth } from "../auth.ts";
import { requireEmail } from "../email-address.ts";
import { type AuthError, invalidRequest, toAuthError } from "../errors.ts";
import { JsonBody } from "../json-body.ts";
import { resolveRedirect } from "../mails.ts";
import { hashToken, PKCE_PREFIX } from "../one-time-tokens.ts";
import { issueAuthCode } from "../pkce.ts";
import { withFragment, withQuery } from "../redirects.ts";
import { startSession } from "../sessions.ts";
import { HALF_CONFIRMED, requireMethod, verifyToken } from "../verification.ts";

const OAUTH_ERRORS: Readonly<Record<number, string>> = {
  400: "invalid_request",
  401: "unauthorized_client",
  403: "access_denied",
  500: "server_error",
  503: "temporarily_unavailable",
};

export function verifyRoutes(auth: Auth): Hono {
  const routes = new Hono();

  /** The link in a mail: whatever comes of it, the person ends on a page of the site. */
  routes.get("/verify", async (c) => {
    const [type = "", token = ""] = [c.req.query("type"), c.req.query("token")];
    if (type === "") throw invalidRequest("Verify requires a verification type");
    if (token === "") throw invalidRequest("Verify requires a token or a token hash");
    const redirectTo = resolveRedirect(c, auth);
    const pkce = token.startsWith(PKCE_PREFIX);
    try {
      return c.redirect(await followLink(c, auth, { type, token, redirectTo, pkce }), 303);
    } catch (err) {
      return c.redirect(errorRedirect(toAuthError(err), redirectTo, pkce), 303);
    }
  });

  routes.post("/verify", async (c) => {
    const body = await JsonBody.of(c.req);
    const [type, token, tokenHash] = [body.text("type"), body.text("token"), body.text("token_hash")];
    if (type === "") throw invalidRequest("Verify requires a verification type");
    if ((token === "") === (tokenHash === "")) {
      throw invalidRequest("Verify requires either a token or a token hash");
    }
    const proof = tokenHash === "" ? typedCode(body, token) : linkToken(body, tokenHash);
    const answer = await auth.database.transaction(async (tx) => {
      const user = await verifyToken(tx, auth, { type, ...proof });
      return user && startSession(tx, auth, c.req, user.id, "otp");
    });
    return c.json(answer ?? { msg: HALF_CONFIRMED, code: "200" });
  });

  return routes;
}

type Link = { type: string; token: string; redirectTo: string; pkce: boolean };

async function followLink(c: Context, auth: Auth, { type, token, redirectTo, pkce }: Link): Promise<string> {
  return auth.database.transaction(async (tx) => {
    const method = requireMethod(type);
    const whenInvalid = "Email link is invalid or has expired";
    const user = await verifyToken(tx, auth, { type, hashes: [token], whenInvalid });
    if (!user) {
      const message = { message: HALF_CONFIRMED };
      return withFragment(pkce ? withQuery(redirectTo, message) : redirectTo, message);
    }
    if (pkce) return withQuery(redirectTo, { code: await issueAuthCode(tx, user.id, method, auth.now()) });
    const session = await startSession(tx, auth, c.req, user.id, "otp");
    return withFragment(redirectTo, {
      access_token: session.access_token,
      expires_at: String(session.expires_at),
      expires_in: String(session.expires_in),
      refresh_token: session.refresh_token,
      token_type: session.token_type,
      type,
    });
  });
}

function errorRedirect(err: AuthError, redirectTo: string, pkce: boolean): string {
  const oauthError = OAUTH_ERRORS[err.status];
  const params = {
    ...(oauthError === undefined ? {} : { error: oauthError }),
    error_code: err.code,
    error_description: err.message,
  };
  return withFragment(pkce ? withQuery(redirectTo, params) : redirectTo, params);
}

/** The code knows its address; whether it was mailed for a PKCE flow it does not. */
function typedCode(body: JsonBody, token: string) {
  if (body.text("email") === "" || body.text("phone") !== "") {
    throw invalidRequest("Only an email address or phone number should be provided on verify");
  }
  const hash = hashToken(requireEmail(body.text("email")), token);
  return { hashes: [hash, PKCE_PREFIX + hash], whenInvalid: "Token has expired or is invalid" };
}

function linkToken(body: JsonBody, tokenHash: string) {
  if (body.text("email") !== "" || body.text("phone") !== "" || body.text("redirect_to") !== "") {
    throw invalidRequest("Only the token_hash and type should be provided");
  }
  return { hashes: [tokenHash], whenInvalid: "Email link is invalid or has expired" };
}
