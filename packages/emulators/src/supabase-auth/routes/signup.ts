import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { AUDIENCE } from "../auth.ts";
import type { Auth } from "../auth.ts";
import type { Queryable } from "../database.ts";
import { requireEmail } from "../email-address.ts";
import { AuthError, invalidRequest } from "../errors.ts";
import { JsonBody } from "../json-body.ts";
import type { JsonObject } from "../json-body.ts";
import { prepareConfirmation, resolveRedirect } from "../mails.ts";
import type { Outgoing } from "../mails.ts";
import { hashPassword, requireStrongPassword } from "../password.ts";
import { findChallenge, startFlow } from "../pkce.ts";
import type { CodeChallenge } from "../pkce.ts";
import { startSession } from "../sessions.ts";
import { confirmUser, createUser, describeUser, findUserByEmail, reloadUser } from "../users.ts";
import type { UserRow } from "../users.ts";

export function signupRoutes(auth: Auth): Hono {
  const routes = new Hono();

  routes.post("/signup", async (c) => {
    const body = await JsonBody.of(c.req);
    const password = body.text("password");
    const challenge = findChallenge(body);
    if (body.text("email") === "" && body.text("phone") === "") {
      throw new AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled");
    }
    if (body.text("phone") !== "") {
      throw new AuthError(400, "phone_provider_disabled", "Phone signups are disabled");
    }
    if (password === "") throw invalidRequest("Signup requires a valid password");
    requireStrongPassword(password);

    const email = requireEmail(body.text("email"));
    const data = body.findObject("data") ?? {};
    const redirectTo = resolveRedirect(c, auth);
    const known = await findUserByEmail(auth.database.reader, email);
    if (known?.email_confirmed_at) {
      if (auth.autoConfirm) throw new AuthError(422, "user_already_exists", "User already registered");
      return c.json(imaginaryUser(email, data, auth.now()));
    }

    const passwordHash = await hashPassword(password);
    const { mail, answer } = await auth.database.transaction(async (tx) => {
      const signup = await signUp(tx, auth, { known, email, passwordHash, data, challenge, redirectTo });
      if (signup.user.email_confirmed_at) {
        return { ...signup, answer: await startSession(tx, auth, c.req, signup.user.id, "password") };
      }
      return { ...signup, answer: await describeUser(tx, signup.user) };
    });
    if (mail) auth.mailbox.deliver(mail);
    return c.json(answer);
  });

  return routes;
}

type Signup = {
  known: UserRow | undefined;
  email: string;
  passwordHash: string | null;
  data: JsonObject;
  challenge: CodeChallenge | undefined;
  redirectTo: string;
};

/**
 * Creates a person, or reuses one who never confirmed; then confirms them, or mails the link. The password of an
 * unconfirmed person stays as it was: nobody has proved that the address is theirs.
 */
export async function signUp(
  tx: Queryable,
  auth: Auth,
  { known, email, passwordHash, data, challenge, redirectTo }: Signup,
): Promise<{ user: UserRow; mail?: Outgoing }> {
  const now = auth.now();
  const user = known ?? (await createUser(tx, { email, passwordHash, data }, now));
  if (auth.autoConfirm) {
    await confirmUser(tx, user.id, now);
    return { user: await reloadUser(tx, user.id) };
  }
  if (challenge) await startFlow(tx, { userId: user.id, method: "email/signup", challenge }, now);
  const mail = await prepareConfirmation(tx, auth, { user, redirectTo, pkce: challenge !== undefined });
  return { user: await reloadUser(tx, user.id), mail };
}

/** The answer to a sign-up with a taken address: it does not say so. */
function imaginaryUser(email: string, data: JsonObject, now: Date): JsonObject {
  return {
    id: randomUUID(),
    aud: AUDIENCE,
    role: "",
    email,
    phone: "",
    confirmation_sent_at: now,
    app_metadata: { provider: "email", providers: ["email"] },
    user_metadata: data,
    identities: [],
    created_at: now,
    updated_at: now,
    is_anonymous: false,
  };
}
