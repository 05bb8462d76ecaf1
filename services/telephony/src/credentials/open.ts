import { createSealer, type SealBindings, type Sealed } from "@allokoli/shared/crypto/seal";
import { Problem } from "@allokoli/shared/http/problem";
import { findUrlFault } from "@allokoli/shared/http/public-url";
import { isDevelopment, type Env } from "../env.ts";
import { ProviderRefused, ProviderUnavailable } from "../providers/errors.ts";
import { providerOf } from "../providers/provider.ts";
import { mask, readAccount, writeAccount, type Account } from "../providers/secrets.ts";
import type { OpenableCredential } from "./store.ts";

const RETRY_AFTER_SECONDS = 10;

/** What a sealed account belongs to: moved to another row, it does not open. */
export const aboutCredential = (orgId: string, id: string) => `telephony-credential/${orgId}/${id}`;

/** A credential's account, opened. */
export async function openAccount(
  env: SealBindings,
  orgId: string,
  { id, sealed }: OpenableCredential,
): Promise<Account> {
  const sealer = await createSealer(env);
  return readAccount(await sealer.open(sealed, aboutCredential(orgId, id)));
}

/** An account as it is kept. */
export async function sealAccount(
  env: SealBindings,
  orgId: string,
  id: string,
  account: Account,
): Promise<{ sealed: Sealed; masked: Record<string, string> }> {
  const sealer = await createSealer(env);
  return { sealed: await sealer.seal(writeAccount(account), aboutCredential(orgId, id)), masked: mask(account.secret) };
}

/** The field that a refusal is about. */
const secretField = (account: Account) =>
  account.provider === "twilio"
    ? "authToken" in account.secret
      ? "authToken"
      : "apiSecret"
    : account.provider === "vonage"
      ? "apiSecret"
      : "apiKey";

/**
 * Open the account once at its provider. A SIP trunk cannot be tried from here: its address is looked at.
 * @throws {Problem} `validation_failed` naming the field, `provider_unavailable`
 */
export async function requireGoodAccount(env: Env, account: Account): Promise<void> {
  const wrong = (path: string, message: string) =>
    new Problem("validation_failed", { detail: message, errors: [{ path, message }] });
  if (account.provider === "sip") {
    const fault = findUrlFault(`https://${account.secret.gateway}`, { development: isDevelopment(env) });
    if (fault !== undefined) throw wrong("gateway", fault);
    if ((account.secret.username === undefined) !== (account.secret.password === undefined))
      throw wrong("password", "goes with a username");
    return;
  }
  try {
    await providerOf(account, env).test();
  } catch (err) {
    if (err instanceof ProviderRefused) throw wrong(secretField(account), err.message);
    if (err instanceof ProviderUnavailable)
      throw new Problem("provider_unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: err });
    throw err;
  }
}
