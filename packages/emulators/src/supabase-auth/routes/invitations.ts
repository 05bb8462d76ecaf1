import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Auth } from "../auth.ts";
import type { Queryable } from "../database.ts";
import { requireEmail } from "../email-address.ts";
import { AuthError, invalidRequest } from "../errors.ts";
import { requireAdmin } from "../guards.ts";
import { JsonBody } from "../json-body.ts";
import { prepareConfirmation, prepareEmailChange, prepareRecovery, resolveRedirect } from "../mails.ts";
import type { Outgoing } from "../mails.ts";
import { hashPassword, requireStrongPassword } from "../password.ts";
import { createUser, describeUser, findUserByEmail, reloadUser, updateUserMetadata } from "../users.ts";
import type { UserRow } from "../users.ts";
import { DUPLICATE_EMAIL } from "./user.ts";

/** The two ways in which an administrator invites somebody: by a mail of ours, or by a link to hand over. */
export function invitationRoutes(auth: Auth): Hono {
  const routes = new Hono();

  routes.post("/invite", async (c) => {
    await requireAdmin(c, auth);
    const body = await JsonBody.of(c.req);
    const email = requireEmail(body.text("email"));
    const redirectTo = resolveRedirect(c, auth);
    const known = await findUserByEmail(auth.database.reader, email);
    const { mail, answer } = await auth.database.transaction(async (tx) => {
      const user = await invitee(tx, auth, known, email, body);
      const outgoing = await prepareConfirmation(tx, auth, { user, redirectTo, pkce: false }, "invite");
      return { mail: outgoing, answer: await describeUser(tx, await reloadUser(tx, user.id)) };
    });
    auth.mailbox.deliver(mail);
    return c.json(answer);
  });

  routes.post("/admin/generate_link", async (c) => {
    await requireAdmin(c, auth);
    const body = await JsonBody.of(c.req);
    const email = requireEmail(body.text("email"));
    const redirectTo = resolveRedirect(c, auth, body.text("redirect_to"));
    const known = await findUserByEmail(auth.database.reader, email);
    const asked = body.text("type");
    const type = asked === "magiclink" && !known ? "signup" : asked;
    const answer = await auth.database.transaction(async (tx) => {
      const { user, link } = await prepareLink(tx, auth, { type, asked, known, email, body, redirectTo });
      return {
        ...(await describeUser(tx, await reloadUser(tx, user.id))),
        action_link: link.link,
        email_otp: link.code,
        hashed_token: link.tokenHash,
        redirect_to: redirectTo,
        verification_type: type,
      };
    });
    return c.json(answer);
  });

  return routes;
}

type LinkRequest = {
  type: string;
  asked: string;
  known: UserRow | undefined;
  email: string;
  body: JsonBody;
  redirectTo: string;
};

async function prepareLink(
  tx: Queryable,
  auth: Auth,
  { type, asked, known, email, body, redirectTo }: LinkRequest,
): Promise<{ user: UserRow; link: Outgoing }> {
  const request = (user: UserRow) => ({ user, redirectTo, pkce: false });
  switch (type) {
    case "magiclink":
    case "recovery": {
      const user = requireKnown(known);
      return { user, link: await prepareRecovery(tx, auth, request(user), type) };
    }
    case "invite": {
      const user = await invitee(tx, auth, known, email, body);
      return { user, link: await prepareConfirmation(tx, auth, request(user), "invite") };
    }
    case "signup": {
      const password = asked === "magiclink" ? randomBytes(32).toString("base64url") : body.text("password");
      const user = await registrant(tx, auth, known, email, password, body);
      return { user, link: await prepareConfirmation(tx, auth, request(user)) };
    }
    case "email_change_new":
    case "email_change_current": {
      const user = requireKnown(known);
      const newEmail = requireEmail(body.text("new_email"));
      if (await findUserByEmail(tx, newEmail)) throw new AuthError(422, "email_exists", DUPLICATE_EMAIL);
      const links = await prepareEmailChange(tx, auth, request(user), newEmail);
      const link = links.find(({ to }) => to === (type === "email_change_new" ? newEmail : user.email));
      if (!link) throw new Error(`no link for ${type}`);
      return { user, link };
    }
    default:
      throw invalidRequest(`Invalid email action link type requested: ${type}`);
  }
}

function requireKnown(user: UserRow | undefined): UserRow {
  if (!user) throw new AuthError(404, "user_not_found", "User with this email not found");
  return user;
}

async function invitee(
  tx: Queryable,
  auth: Auth,
  known: UserRow | undefined,
  email: string,
  body: JsonBody,
): Promise<UserRow> {
  if (known?.email_confirmed_at) throw new AuthError(422, "email_exists", DUPLICATE_EMAIL);
  return known ?? createUser(tx, { email, passwordHash: null, data: body.findObject("data") ?? {} }, auth.now());
}

async function registrant(
  tx: Queryable,
  auth: Auth,
  known: UserRow | undefined,
  email: string,
  password: string,
  body: JsonBody,
): Promise<UserRow> {
  const data = body.findObject("data") ?? {};
  if (known?.email_confirmed_at) throw new AuthError(422, "email_exists", DUPLICATE_EMAIL);
  if (known) {
    await updateUserMetadata(tx, known.id, data, auth.now());
    return known;
  }
  if (password === "") throw invalidRequest("Signup requires a valid password");
  requireStrongPassword(password);
  return createUser(tx, { email, passwordHash: await hashPassword(password), data }, auth.now());
}
