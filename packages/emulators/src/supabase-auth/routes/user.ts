import { Hono } from "hono";
import type { Auth } from "../auth.ts";
import { requireEmail } from "../email-address.ts";
import { AuthError, invalidRequest } from "../errors.ts";
import { requireUser } from "../guards.ts";
import { JsonBody } from "../json-body.ts";
import { prepareEmailChange, resolveRedirect } from "../mails.ts";
import type { Outgoing } from "../mails.ts";
import { hashPassword, passwordMatches, requireStrongPassword } from "../password.ts";
import { findChallenge, startFlow } from "../pkce.ts";
import { endSessions } from "../sessions.ts";
import { describeUser, findUserByEmail, reloadUser, setPassword, updateUserMetadata } from "../users.ts";

export const DUPLICATE_EMAIL = "A user with this email address has already been registered";

export function userRoutes(auth: Auth): Hono {
  const routes = new Hono();

  routes.get("/user", async (c) => {
    const { user } = await requireUser(c, auth);
    return c.json(await describeUser(auth.database.reader, user));
  });

  routes.put("/user", async (c) => {
    const { user, session } = await requireUser(c, auth);
    const body = await JsonBody.of(c.req);
    const challenge = findChallenge(body);
    const password = body.findText("password");
    const newEmail = body.text("email") === "" ? user.email : requireEmail(body.text("email"));
    if (body.text("phone") !== "") throw new AuthError(400, "phone_provider_disabled", "Unsupported phone provider");
    if (body.findObject("app_metadata")) {
      throw new AuthError(403, "not_admin", "Updating app_metadata requires admin privileges");
    }
    if (password !== undefined) {
      requireStrongPassword(password);
      if (await passwordMatches(password, user.encrypted_password)) {
        throw new AuthError(422, "same_password", "New password should be different from the old password.");
      }
    }
    if (newEmail !== user.email && (await findUserByEmail(auth.database.reader, newEmail))) {
      throw new AuthError(422, "email_exists", DUPLICATE_EMAIL);
    }

    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    const redirectTo = resolveRedirect(c, auth);
    const { mails, answer } = await auth.database.transaction(async (tx) => {
      const now = auth.now();
      let outgoing: Outgoing[] = [];
      if (passwordHash !== undefined) {
        await setPassword(tx, user.id, passwordHash, now);
        await endSessions(tx, user.id, session ? { except: session.id } : {});
      }
      const data = body.findObject("data");
      if (data) await updateUserMetadata(tx, user.id, data, now);
      if (newEmail !== user.email) {
        if (challenge) await startFlow(tx, { userId: user.id, method: "email_change", challenge }, now);
        outgoing = await prepareEmailChange(tx, auth, { user, redirectTo, pkce: challenge !== undefined }, newEmail);
      }
      return { mails: outgoing, answer: await describeUser(tx, await reloadUser(tx, user.id)) };
    });
    for (const mail of mails) auth.mailbox.deliver(mail);
    return c.json(answer);
  });

  routes.post("/logout", async (c) => {
    const scope = c.req.query("scope") ?? "global";
    const { user, session } = await requireUser(c, auth);
    switch (scope) {
      case "":
      case "global":
        await endSessions(auth.database.reader, user.id);
        break;
      case "local":
        await endSessions(auth.database.reader, user.id, session ? { only: session.id } : {});
        break;
      case "others":
        await endSessions(auth.database.reader, user.id, session ? { except: session.id } : {});
        break;
      default:
        throw invalidRequest(`Unsupported logout scope ${JSON.stringify(scope)}`);
    }
    return c.body(null, 204);
  });

  return routes;
}
