import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Worker secrets in production; a local stack generates its own. */
export interface Secrets {
  /** The password of the Workers' login role in the local database. */
  databasePassword: string;
  vapiApiKey: string;
  /** Vapi's key for calls from a browser; it never leaves the Workers. */
  vapiPublicKey: string;
  /** The master secret, from which every organization's webhook secret is derived. */
  vapiWebhookSecret: string;
  /** The secret of Vapi's HMAC credential. */
  vapiHmacKey: string;
  /** Encrypts the credentials of tenants' accounts at telephone providers: base64 of 32 bytes. */
  credentialsKey: string;
  /** Opens the operator's page of the gateway. */
  operatorKey: string;
}

export function createSecrets(): Secrets {
  const secret = () => randomBytes(32).toString("base64url");
  return {
    databasePassword: secret(),
    vapiApiKey: secret(),
    vapiPublicKey: secret(),
    vapiWebhookSecret: secret(),
    vapiHmacKey: secret(),
    credentialsKey: secret(),
    operatorKey: secret(),
  };
}

/** This stack's secrets: generated once, then the same until the state is reset. A missing one is added. */
export async function localSecrets(stateDir: string): Promise<Secrets> {
  const file = join(stateDir, "secrets.json");
  const text = await readFile(file, "utf8").catch(() => "{}");
  // requireSoundState checks its shape.
  const kept = JSON.parse(text) as Partial<Secrets>;
  const secrets = { ...createSecrets(), ...kept };
  if (Object.keys(secrets).every((name) => name in kept)) return secrets;
  await mkdir(stateDir, { recursive: true });
  // Written whole or not at all: a stack that is killed here would lose the key of its encrypted data.
  await writeFile(`${file}.partial`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.partial`, file);
  return secrets;
}
