import { createSealer, type SealBindings, type Sealed } from "../crypto/seal.ts";
import { mask, readAccount, writeAccount, type Account } from "./secrets.ts";

/** The row of `telephony_credentials` that a sealed account is bound to: in another row it cannot be opened. */
const aboutCredential = (orgId: string, id: string) => `telephony-credential/${orgId}/${id}`;

/** The account of a credential of that organization, opened. @throws {Error} when it was not sealed for it */
export async function openAccount(
  env: SealBindings,
  orgId: string,
  { id, sealed }: { id: string; sealed: Sealed },
): Promise<Account> {
  const sealer = await createSealer(env);
  return readAccount(await sealer.open(sealed, aboutCredential(orgId, id)));
}

/** An account in its stored form, and what may be shown of it. */
export async function sealAccount(
  env: SealBindings,
  orgId: string,
  id: string,
  account: Account,
): Promise<{ sealed: Sealed; masked: Record<string, string> }> {
  const sealer = await createSealer(env);
  return { sealed: await sealer.seal(writeAccount(account), aboutCredential(orgId, id)), masked: mask(account.secret) };
}
