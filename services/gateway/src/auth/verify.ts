import { Problem } from "@allokoli/shared/http/problem";
import { PersonClaims, type Claims } from "@allokoli/shared/identity/identity";
import { toHex } from "@allokoli/shared/crypto/hmac";
import { decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { ALGORITHMS, type VerificationKey } from "./fetch-keys.ts";
import { createKeyRing, type KeepAlive, type KeyRingParts } from "./key-ring.ts";
import { createTokenMemory } from "./token-memory.ts";

const REMEMBERED_TOKENS = 5_000;
const MAX_TOKEN_LENGTH = 8 * 1024;
/** Clocks differ a little: a token is accepted for that long after its expiry. */
const CLOCK_TOLERANCE_SECONDS = 10;

/** Verifies Supabase access tokens. One an isolate. */
export function createVerifier(parts: Omit<KeyRingParts, "onKeys">) {
  const remembered = createTokenMemory(REMEMBERED_TOKENS);
  const keyRing = createKeyRing({ ...parts, onKeys: remembered.retain });

  return {
    keyRing,
    remembered,
    /**
     * The claims of a genuine, current access token of this project.
     * @throws {Problem} `unauthorized`, whatever is wrong with the token; `auth_unavailable`.
     */
    async verify(token: string, supabaseUrl: string, keepAlive: KeepAlive): Promise<Claims> {
      if (token.length > MAX_TOKEN_LENGTH) throw new Problem("unauthorized");
      const hash = await sha256(token);
      const known = remembered.find(hash, parts.now());
      if (known !== undefined) return known;

      const issuer = `${supabaseUrl}/auth/v1`;
      const kid = refusing(() => claimedKey(token, issuer));
      const key = await keyRing.findKey(kid, supabaseUrl, keepAlive);
      if (key === undefined) throw new Problem("unauthorized");
      const claims = await requireGenuine(token, key, issuer, parts.now());
      remembered.remember(hash, { claims, kid });
      return claims;
    },
  };
}
export type Verifier = ReturnType<typeof createVerifier>;

/** The id of the key that a token names. Auth is not asked about tokens that cannot be ours. */
function claimedKey(token: string, issuer: string): string {
  const { kid, alg } = decodeProtectedHeader(token);
  const possible = ALGORITHMS.some((algorithm) => algorithm === alg) && decodeJwt(token).iss === issuer;
  if (!possible || kid === undefined) throw new Problem("unauthorized");
  return kid;
}

async function requireGenuine(
  token: string,
  { algorithm, key }: VerificationKey,
  issuer: string,
  nowMs: number,
): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer,
      audience: "authenticated",
      requiredClaims: ["exp", "sub"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(nowMs),
    });
    return PersonClaims.parse(payload);
  } catch (err) {
    throw new Problem("unauthorized", { cause: err });
  }
}

function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (err) {
    throw new Problem("unauthorized", { cause: err });
  }
}

async function sha256(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
