import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";
import type { CryptoKey, JWK, JWTPayload } from "jose";

/** How many keys stay in the key set: the one that signs, and the one before it. */
const KEPT_KEYS = 2;
const LEGACY_SECRET = "super-secret-jwt-token-with-at-least-32-characters-long";
const LEGACY_EXPIRY_SECONDS = 1_983_812_996;

type SigningKey = { kid: string; jwk: JWK; privateKey: CryptoKey; publicKey: CryptoKey };

/** The ES256 keys of access tokens, newest first; in a file when there is one, so that sessions outlive a restart. */
export class SigningKeys {
  #keys: readonly SigningKey[];
  readonly #file: string | undefined;

  private constructor(keys: readonly SigningKey[], file: string | undefined) {
    this.#keys = keys;
    this.#file = file;
  }

  static async open(file?: string): Promise<SigningKeys> {
    const stored = file === undefined ? [] : await readKeys(file);
    if (stored.length > 0) return new SigningKeys(stored, file);
    const keys = new SigningKeys([await createKey()], file);
    await keys.#save();
    return keys;
  }

  get current(): SigningKey {
    const key = this.#keys[0];
    if (!key) throw new Error("no signing key");
    return key;
  }

  /** The key before the current one, while it is still in the key set. */
  get previous(): SigningKey | undefined {
    return this.#keys[1];
  }

  async rotate(options: { keepPrevious: boolean }): Promise<string> {
    this.#keys = [await createKey(), ...(options.keepPrevious ? this.#keys : [])].slice(0, KEPT_KEYS);
    await this.#save();
    return this.current.kid;
  }

  async sign(claims: JWTPayload): Promise<string> {
    const { kid, privateKey } = this.current;
    return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid, typ: "JWT" }).sign(privateKey);
  }

  /** The claims of a token that this server, or the holder of the legacy secret, signed; throws on any other. */
  async verify(token: string, now: Date): Promise<JWTPayload> {
    const { kid, alg } = decodeProtectedHeader(token);
    if (kid === undefined) {
      if (alg !== "HS256") throw new Error("token is unverifiable: missing kid");
      return (await jwtVerify(token, legacySecret(), { algorithms: ["HS256"], currentDate: now })).payload;
    }
    const key = this.#keys.find((candidate) => candidate.kid === kid);
    if (!key) throw new Error(`token is unverifiable: unrecognized JWT kid ${kid}`);
    return (await jwtVerify(token, key.publicKey, { algorithms: ["ES256"], currentDate: now })).payload;
  }

  publicKeySet(): { keys: JWK[] } {
    return {
      keys: this.#keys.map(({ kid, jwk: { kty, crv, x, y } }) => ({
        alg: "ES256",
        crv: crv ?? "",
        ext: true,
        key_ops: ["verify"],
        kid,
        kty: kty ?? "",
        use: "sig",
        x: x ?? "",
        y: y ?? "",
      })),
    };
  }

  async #save(): Promise<void> {
    if (this.#file === undefined) return;
    const partial = `${this.#file}.partial`;
    const content = JSON.stringify({ keys: this.#keys.map(({ kid, jwk }) => ({ ...jwk, kid })) });
    await writeFile(partial, content, { mode: 0o600 });
    await rename(partial, this.#file);
  }
}

export type ApiKeys = { anonKey: string; serviceRoleKey: string };

/** The long-lived keys of a local project: signed with the CLI's public development secret, so always the same. */
export async function createApiKeys(): Promise<ApiKeys> {
  const [anonKey, serviceRoleKey] = await Promise.all([signApiKey("anon"), signApiKey("service_role")]);
  return { anonKey, serviceRoleKey };
}

async function signApiKey(role: string): Promise<string> {
  const claims = { iss: "supabase-demo", role, exp: LEGACY_EXPIRY_SECONDS };
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(legacySecret());
}

function legacySecret(): Uint8Array {
  return new TextEncoder().encode(LEGACY_SECRET);
}

async function createKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  return { kid: randomUUID(), jwk: await exportJWK(privateKey), privateKey, publicKey };
}

async function readKeys(file: string): Promise<SigningKey[]> {
  const content = await readFile(file, "utf8").catch((err: NodeJS.ErrnoException) => {
    if (err.code === "ENOENT") return undefined;
    throw err;
  });
  if (content === undefined) return [];
  return Promise.all(toStoredKeys(JSON.parse(content)).map(importKey));
}

/** The file is this module's own and readable by nobody else: its shape is the one that #save wrote. */
function toStoredKeys(value: unknown): (JWK & { kid: string })[] {
  return (value as { keys: (JWK & { kid: string })[] }).keys;
}

async function importKey({ kid, ...jwk }: JWK & { kid: string }): Promise<SigningKey> {
  const { d: _private, ...publicJwk } = jwk;
  const [privateKey, publicKey] = await Promise.all([importJWK(jwk, "ES256"), importJWK(publicJwk, "ES256")]);
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) throw new Error("not an EC key");
  return { kid, jwk, privateKey, publicKey };
}
