import { createApiKeys } from "@allokoli/emulators/supabase-auth/keys";
import * as z from "zod";

const Users = z.object({ users: z.array(z.object({ email: z.string() })) });
const Link = z.object({ hashed_token: z.string() });
const Session = z.object({ access_token: z.string() });

const HOME = new Set(["localhost", "127.0.0.1", "[::1]"]);
const TIMEOUT_MS = 5_000;

/**
 * A new access token of a person with an account at the local Auth emulator, as if they had followed the link of a mail.
 * The emulator's keys are the same on every machine, so they are worth nothing elsewhere.
 * @throws a message for people, when Auth is not the local emulator or does not know the person
 */
export async function personToken(authUrl: string, email: string): Promise<string> {
  if (!HOME.has(new URL(authUrl).hostname))
    throw new Error(`${authUrl} is not on this machine: tokens are given out by the Auth emulator at home alone.`);
  const isEmulator = await fetch(`${authUrl}/_emulator/faults`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    .then((answer) => answer.ok)
    .catch((err: unknown) => {
      throw new Error(`Auth does not answer at ${authUrl}: is AlloKoli running (npm start)?`, { cause: err });
    });
  if (!isEmulator)
    throw new Error(`What answers at ${authUrl} is not the Auth emulator: sign in there for a token of yours.`);

  const { serviceRoleKey } = await createApiKeys();
  const ask = async <T>(path: string, shape: z.ZodType<T>, body?: unknown): Promise<T> => {
    const answer = await fetch(`${authUrl}/auth/v1${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        apikey: serviceRoleKey,
        authorization: `Bearer ${serviceRoleKey}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`Auth answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    return shape.parse(await answer.json());
  };

  const { users } = await ask(`/admin/users?filter=${encodeURIComponent(email)}`, Users);
  // A link for an unknown person would create an account.
  const isKnown = users.some((user) => user.email.toLowerCase() === email.toLowerCase());
  if (!isKnown) throw new Error(`Nobody here has the address ${email}: sign up at the site first.`);
  const link = await ask("/admin/generate_link", Link, { type: "magiclink", email });
  const session = await ask("/verify", Session, { type: "magiclink", token_hash: link.hashed_token });
  return session.access_token;
}
