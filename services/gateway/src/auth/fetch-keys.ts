import { importJWK, type CryptoKey } from "jose";
import { z } from "zod";

/** A key that verifies tokens, with the one algorithm that it is for. */
export type VerificationKey = { algorithm: Algorithm; key: CryptoKey };

/** Asymmetric only: with a shared secret, whoever verifies could also sign. */
export const ALGORITHMS = ["ES256", "RS256"] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

const TIMEOUT_MS = 3_000;
const MAX_KEYS = 20;

const Jwks = z.object({
  keys: z.array(
    z.looseObject({
      kid: z.string().max(200).optional(),
      kty: z.string(),
      alg: z.string().optional(),
      use: z.string().optional(),
      crv: z.string().optional(),
    }),
  ),
});
type PublicJwk = z.infer<typeof Jwks>["keys"][number];

/** Auth's public signing keys by their id. Throws when they cannot be fetched. */
export async function fetchKeys(supabaseUrl: string): Promise<ReadonlyMap<string, VerificationKey>> {
  const response = await fetch(`${supabaseUrl}/auth/v1/.well-known/jwks.json`, {
    headers: { accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the key set was answered ${response.status}`);
  }
  return toKeys(await response.json());
}

/** The keys of a key set that can verify our tokens; the others are left out. */
export async function toKeys(jwks: unknown): Promise<ReadonlyMap<string, VerificationKey>> {
  const { keys } = Jwks.parse(jwks);
  const found = new Map<string, VerificationKey>();
  for (const jwk of keys.slice(0, MAX_KEYS)) {
    const algorithm = algorithmOf(jwk);
    if (jwk.kid === undefined || algorithm === undefined || (jwk.use ?? "sig") !== "sig") continue;
    const key = await importPublic(jwk, algorithm);
    if (key !== undefined) found.set(jwk.kid, { algorithm, key });
  }
  return found;
}

/** The algorithm is the key's own, never the token's. */
function algorithmOf({ kty, crv, alg }: PublicJwk): Algorithm | undefined {
  const algorithm = kty === "EC" && crv === "P-256" ? "ES256" : kty === "RSA" ? "RS256" : undefined;
  return alg === undefined || alg === algorithm ? algorithm : undefined;
}

/**
 * A key that cannot be read does not affect the others. If a private key were published, only its public half would be
 * used.
 */
async function importPublic({ kty, crv, x, y, n, e }: PublicJwk, algorithm: Algorithm): Promise<CryptoKey | undefined> {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const jwk = kty === "EC" ? { kty, crv: text(crv), x: text(x), y: text(y) } : { kty, n: text(n), e: text(e) };
  const key = await importJWK(jwk, algorithm).catch(() => undefined);
  return key === undefined || key instanceof Uint8Array ? undefined : key;
}
