const encoder = new TextEncoder();

type HmacHash = "SHA-256" | "SHA-512" | "SHA-1";

const hmacKey = (secret: string, hash: HmacHash) =>
  crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash }, false, ["sign"]);

/** HMAC of `message` (UTF-8) under `secret` (UTF-8), as bytes. */
export async function hmac(secret: string, message: string, hash: HmacHash = "SHA-256"): Promise<Uint8Array> {
  const key = await hmacKey(secret, hash);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(message)));
}

/** Lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * The secret that Vapi sends with an organization's server messages: derived from the master secret, so that nothing
 * is looked up to verify it. 64 hexadecimal characters.
 */
export const organizationSecret = async (masterSecret: string, orgId: string) =>
  toHex(await hmac(masterSecret, `allokoli/vapi-server-secret/v1/${orgId}`));

/** Whether two strings are equal, in a time that does not tell where they differ. */
export async function timingSafeEqual(left: string, right: string): Promise<boolean> {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const nonce = toHex(key);
  const [a, b] = await Promise.all([hmac(nonce, left), hmac(nonce, right)]);
  return a.reduce((difference, byte, index) => difference | (byte ^ (b[index] ?? 0)), a.length ^ b.length) === 0;
}
