import { Hono } from "hono";
import type { Context } from "hono";
import type { Auth } from "../auth.ts";
import { requireEmail } from "../email-address.ts";
import { AuthError, invalidRequest } from "../errors.ts";
import { JsonBody } from "../json-body.ts";
import { prepareConfirmation, prepareEmailChange, prepareRecovery, resolveRedirect } from "../mails.ts";
import type { Outgoing } from "../mails.ts";
import { findChallenge, startFlow } from "../pkce.ts";
import { findUserByEmail } from "../users.ts";
import { signUp } from "./signup.ts";

/** The endpoints that answer `{}` and send a mail, or none when nobody has that address. */
export function linkRoutes(auth: Auth): Hono {
  const routes = new Hono();

  routes.post("/otp", async (c) => {
    const body = await JsonBody.of(c.req);
    if (body.text("phone") !== "") throw new AuthError(400, "phone_provider_disabled", "Unsupported phone provider");
    if (body.text("email") === "") throw invalidRequest("One of email or phone must be set");
    if (!body.flag("create_user", true)) {
      const user = await findUserByEmail(auth.database.reader, requireEmail(body.text("email")));
      if (!user) throw new AuthError(422, "otp_disabled", "Signups not allowed for otp");
    }
    return sendMagicLink(c, auth, body);
  });

  routes.post("/magiclink", async (c) => sendMagicLink(c, auth, await JsonBody.of(c.req)));

  routes.post("/recover", async (c) => {
    const body = await JsonBody.of(c.req);
    if (body.text("email") === "") throw invalidRequest("Password recovery requires an email");
    const email = requireEmail(body.text("email"));
    const challenge = findChallenge(body);
    const redirectTo = resolveRedirect(c, auth);
    const user = await findUserByEmail(auth.database.reader, email);
    if (!user) return c.json({});
    const mail = await auth.database.transaction(async (tx) => {
      if (challenge) await startFlow(tx, { userId: user.id, method: "recovery", challenge }, auth.now());
      return prepareRecovery(tx, auth, { user, redirectTo, pkce: challenge !== undefined }, "recovery");
    });
    auth.mailbox.deliver(mail);
    return c.json({});
  });

  routes.post("/resend", async (c) => {
    const body = await JsonBody.of(c.req);
    const type = body.text("type");
    if (type === "sms" || type === "phone_change") {
      throw new AuthError(400, "phone_provider_disabled", "Phone logins are disabled");
    }
    if (type !== "signup" && type !== "email_change") {
      throw invalidRequest("Missing one of these types: signup, email_change, sms, phone_change");
    }
    if (body.text("email") === "") throw invalidRequest("Type provided requires an email address");
    const user = await findUserByEmail(auth.database.reader, requireEmail(body.text("email")));
    const request = user && { user, redirectTo: resolveRedirect(c, auth), pkce: false };
    const mails = await auth.database.transaction(async (tx): Promise<Outgoing[]> => {
      if (request && type === "signup" && !request.user.email_confirmed_at) {
        return [await prepareConfirmation(tx, auth, request)];
      }
      const newEmail = request?.user.email_change ?? "";
      return request && type === "email_change" && newEmail !== ""
        ? prepareEmailChange(tx, auth, request, newEmail)
        : [];
    });
    for (const mail of mails) auth.mailbox.deliver(mail);
    return c.json({});
  });

  return routes;
}

async function sendMagicLink(c: Context, auth: Auth, body: JsonBody): Promise<Response> {
  const email = requireEmail(body.text("email"));
  const challenge = findChallenge(body);
  const redirectTo = resolveRedirect(c, auth);
  const known = await findUserByEmail(auth.database.reader, email);
  const mail = await auth.database.transaction(async (tx) => {
    let user = known;
    if (!user?.email_confirmed_at) {
      const data = body.findObject("data") ?? {};
      const signup = await signUp(tx, auth, { known, email, passwordHash: null, data, challenge, redirectTo });
      // The mail that confirms an address signs its owner in as well: no second one.
      if (signup.mail) return signup.mail;
      user = signup.user;
    }
    if (challenge) await startFlow(tx, { userId: user.id, method: "magiclink", challenge }, auth.now());
    return prepareRecovery(tx, auth, { user, redirectTo, pkce: challenge !== undefined }, "magiclink");
  });
  auth.mailbox.deliver(mail);
  return c.json({});
}
