import { randomUUID } from "node:crypto";
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import type { JWTPayload } from "jose";
import { invalidRequest } from "./errors.ts";
import type { SigningKeys } from "./keys.ts";

export const FORGERIES = [
  "current",
  "previous",
  "foreign",
  "foreign-with-known-kid",
  "none",
  "hs256-with-public-key",
] as const;

type Forgery = (typeof FORGERIES)[number];

export type ForgeOptions = {
  /** What signs the token; `current` makes a genuine one, wrong only in its claims. */
  signWith: Forgery;
  /** Over the claims of a good access token; null takes one away. */
  claims?: Record<string, unknown>;
};

/** Makes the tokens that a verifier has to refuse. */
export async function forgeToken(
  keys: SigningKeys,
  defaults: JWTPayload,
  { signWith, claims = {} }: ForgeOptions,
): Promise<string> {
  const payload: JWTPayload = Object.fromEntries(
    Object.entries({ ...defaults, ...claims }).filter(([, value]) => value !== null),
  );
  const { current, previous } = keys;
  const token = (alg: string, kid: string) => new SignJWT(payload).setProtectedHeader({ alg, kid, typ: "JWT" });
  switch (signWith) {
    case "current":
      return keys.sign(payload);
    case "previous":
      if (!previous) throw invalidRequest("There is no previous key: rotate first");
      return token("ES256", previous.kid).sign(previous.privateKey);
    case "foreign":
      return token("ES256", randomUUID()).sign((await generateKeyPair("ES256")).privateKey);
    case "foreign-with-known-kid":
      return token("ES256", current.kid).sign((await generateKeyPair("ES256")).privateKey);
    case "none":
      return new UnsecuredJWT(payload).encode();
    case "hs256-with-public-key": {
      const publicKey = await exportSPKI(current.publicKey);
      return token("HS256", current.kid).sign(new TextEncoder().encode(publicKey));
    }
  }
}
