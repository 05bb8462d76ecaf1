import { toHex } from "@allokoli/shared/crypto/hmac";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import type { ApiKeyClaims } from "@allokoli/shared/identity/identity";
import type { Context } from "hono";
import { isWellFormed } from "./api-key-secret.ts";
import { requireAddressHasRequestsLeft } from "../edge/rate-limit.ts";
import type { ApiKey, GatewayEnv } from "../env.ts";
import type { ApiKeys } from "./api-keys.ts";
import type { noteApiKeyUse, readApiKey } from "./api-key-store.ts";

/** How long a stream opened with a key lives before it has to be opened again, as with an access token. */
const PASS_MS = 60 * 60_000;

export type ApiKeyParts = {
  now: () => number;
  apiKeys: ApiKeys;
  readApiKey: typeof readApiKey;
  noteApiKeyUse: typeof noteApiKeyUse;
};

/**
 * The API key that a bearer token is.
 * @throws {Problem} `unauthorized`, whatever is wrong with it; `rate_limited` for who guesses; `database_unavailable`.
 */
export async function findByBearer(
  c: Context<GatewayEnv>,
  bearer: string,
  { apiKeys, readApiKey: read }: ApiKeyParts,
): Promise<ApiKey> {
  if (!isWellFormed(bearer)) throw new Problem("unauthorized");
  const { connectionString } = requireEnv(c.env, ["HYPERDRIVE"]).HYPERDRIVE;
  const hash = await hashOf(bearer);
  return apiKeys.find(hash, async (isNew) => {
    if (isNew) await requireAddressHasRequestsLeft(c);
    return read(connectionString, hash, (work) => c.executionCtx.waitUntil(work));
  });
}

/** The claims of a request made with a key, for the services and the database; `inScope` adds what it needs. */
export const claimsOf = ({ id, expiresAtMs = Infinity }: ApiKey, nowMs: number): ApiKeyClaims => ({
  sub: id,
  role: "api_key",
  scopes: [],
  exp: Math.floor(Math.min(nowMs + PASS_MS, expiresAtMs) / 1000),
});

/** Record that the key is used, when it is time to. Nothing waits for it. */
export function noteUse(c: Context<GatewayEnv>, key: ApiKey, { apiKeys, noteApiKeyUse: write }: ApiKeyParts): void {
  if (!apiKeys.isUseDue(key)) return;
  const { connectionString } = requireEnv(c.env, ["HYPERDRIVE"]).HYPERDRIVE;
  const { log } = c.var;
  c.executionCtx.waitUntil(
    write(connectionString, key.id).catch((err: unknown) => log.error("use of an API key not noted", err)),
  );
}

/** The form in which a key is stored. It has 256 random bits, so a fast hash is as good as a slow one. */
export const hashOf = async (key: string) =>
  toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key))));
