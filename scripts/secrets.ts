import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What production keeps as Worker secrets; at home each house makes up its own. */
export interface Secrets {
  /** Of the Workers' login role in the local database. */
  databasePassword: string;
  vapiApiKey: string;
  /** Master of every organization's webhook secret. */
  vapiWebhookSecret: string;
  /** Of Vapi's HMAC credential. */
  vapiHmacKey: string;
  /** Seals what tenants' accounts at telephone providers are opened with: base64 of 32 bytes. */
  credentialsKey: string;
}

export function createSecrets(): Secrets {
  const secret = () => randomBytes(32).toString("base64url");
  return {
    databasePassword: secret(),
    vapiApiKey: secret(),
    vapiWebhookSecret: secret(),
    vapiHmacKey: secret(),
    credentialsKey: secret(),
  };
}

/** This house's secrets: made up once, then the same for as long as its state lives. A missing one is added. */
export async function localSecrets(stateDir: string): Promise<Secrets> {
  const file = join(stateDir, "secrets.json");
  const text = await readFile(file, "utf8").catch(() => "{}");
  const secrets = { ...createSecrets(), ...(JSON.parse(text) as Partial<Secrets>) };
  await mkdir(stateDir, { recursive: true });
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
