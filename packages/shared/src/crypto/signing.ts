import { Webhook } from "standardwebhooks";
import { createSealer, type SealBindings, type Sealed } from "./seal.ts";

/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;
const PREFIX = "whsec_";

/** How long the previous secret stays valid after a rotation. */
export const ROTATION_MS = 24 * 60 * 60_000;
/** How many are valid at once: a request carries a signature for each. */
export const MAX_SECRETS = 5;
/** The headers of a signed request. */
export const SIGNATURE_HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

/** A new signing secret, as Standard Webhooks writes it: `whsec_` and base64 of 32 random bytes. */
export const createSecret = () =>
  PREFIX + btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(SECRET_BYTES))));

/** A secret as it is kept. */
export type KeptSecret = { id: string; sealed: string; keyId: string };
/** What signs with it: an endpoint of events, or a function's tool server. */
export type SecretKind = "webhook" | "tool";

/** What a sealed secret belongs to. It does not open for another row, organization or kind. */
const about = (kind: SecretKind, orgId: string, id: string) => `${kind}-secret/${orgId}/${id}`;

/** Seals a secret for the row with that id. */
export async function sealSecret(
  env: SealBindings,
  kind: SecretKind,
  orgId: string,
  id: string,
  secret: string,
): Promise<Sealed> {
  return (await createSealer(env)).seal(secret, about(kind, orgId, id));
}

/**
 * The secrets in those rows, in their order.
 * @throws {Error} when one does not open
 */
export async function openSecrets(
  env: SealBindings,
  kind: SecretKind,
  orgId: string,
  kept: readonly KeptSecret[],
): Promise<string[]> {
  const sealer = await createSealer(env);
  return Promise.all(kept.map(({ id, sealed, keyId }) => sealer.open({ text: sealed, keyId }, about(kind, orgId, id))));
}

/** The headers of Standard Webhooks (standardwebhooks.com): one signature for each secret that is valid. */
export function signedHeaders(secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
}
