import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { AuthError, invalidRequest } from "./errors.ts";

const MIN_LENGTH = 6;
const MAX_BYTES = 72;
const KEY_BYTES = 32;
// Light on purpose: these are passwords of a development machine, and every test signs people up.
const COST = { N: 4096, r: 8, p: 1 };

export function requireStrongPassword(password: string): void {
  if (Buffer.byteLength(password) > MAX_BYTES) {
    throw invalidRequest(`Password cannot be longer than ${MAX_BYTES} characters`);
  }
  if (password.length < MIN_LENGTH) {
    throw new AuthError(422, "weak_password", `Password should be at least ${MIN_LENGTH} characters.`, {
      reasons: ["length"],
    });
  }
}

/** `$scrypt$<salt>$<key>`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return `$scrypt$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const [, salt, key] = /^\$scrypt\$([^$]+)\$([^$]+)$/.exec(hash ?? "") ?? [];
  if (salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, COST, (err, key) => (err ? reject(err) : resolve(key)));
  });
}
