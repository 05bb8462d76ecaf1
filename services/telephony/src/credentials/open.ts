import type { SealBindings } from "@allokoli/shared/crypto/seal";
import type { Tenant } from "@allokoli/shared/db/tenant";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { Problem } from "@allokoli/shared/http/problem";
import { findUrlFault } from "@allokoli/shared/http/public-url";
import type { Env } from "../env.ts";
import { openAccount } from "@allokoli/shared/providers/account";
import { ProviderRefused, ProviderUnavailable } from "@allokoli/shared/providers/errors";
import { providerOf } from "../providers/provider-of.ts";
import type { Account } from "@allokoli/shared/providers/secrets";
import { findOpenable } from "./store.ts";

const RETRY_AFTER_SECONDS = 10;

/** As the system: an organization's credential, opened, also while it is being deleted. */
export async function openCredential(
  env: SealBindings,
  system: Tenant,
  id: string,
): Promise<{ account: Account; vapiCredentialId: string | null }> {
  const credential = await system.read((tx) => findOpenable(tx, system.orgId, id));
  if (credential === undefined) throw new Error("a credential that is used is not there");
  return {
    account: await openAccount(env, system.orgId, credential),
    vapiCredentialId: credential.vapiCredentialId,
  };
}

/** The field that the provider's refusal is about. */
const secretField = (account: Account) =>
  account.provider === "twilio"
    ? "authToken" in account.secret
      ? "authToken"
      : "apiSecret"
    : account.provider === "vonage"
      ? "apiSecret"
      : "apiKey";

/**
 * Check that the account can be opened at its provider. A SIP trunk cannot be tried from here: only its address is
 * checked.
 * @throws {Problem} `validation_failed` naming the field, `provider_unavailable`
 */
export async function requireGoodAccount(env: Env, account: Account): Promise<void> {
  const wrong = (path: string, message: string) =>
    new Problem("validation_failed", { detail: message, errors: [{ path, message }] });
  if (account.provider === "sip") {
    const fault = findUrlFault(`https://${account.secret.gateway}`, addressRules(env));
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
