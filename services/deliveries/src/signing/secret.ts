import { createSealer, type SealBindings, type Sealed } from "@allokoli/shared/crypto/seal";
import { Webhook } from "standardwebhooks";

/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;
const PREFIX = "whsec_";

/** A new signing secret: `whsec_` and base64. */
export const createSecret = () =>
  PREFIX + btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(SECRET_BYTES))));

/** A secret as it is kept. */
export type KeptSecret = { id: string; sealed: string; keyId: string };

/** What a sealed secret belongs to: moved to another row, it does not open. */
const about = (orgId: string, id: string) => `webhook-secret/${orgId}/${id}`;

export async function sealSecret(env: SealBindings, orgId: string, id: string, secret: string): Promise<Sealed> {
  return (await createSealer(env)).seal(secret, about(orgId, id));
}

/** @throws {Error} when one does not open */
export async function openSecrets(env: SealBindings, orgId: string, kept: readonly KeptSecret[]): Promise<string[]> {
  const sealer = await createSealer(env);
  return Promise.all(kept.map(({ id, sealed, keyId }) => sealer.open({ text: sealed, keyId }, about(orgId, id))));
}

/** The headers of Standard Webhooks: one signature for each secret that is valid. */
export function signedHeaders(secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
}
