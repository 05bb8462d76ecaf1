import { crc32 } from "node:zlib";

const PREFIX = "alk_";
const SECRET_BYTES = 32;
/** 62^43 is more than 2^256, and 62^6 more than 2^32. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = BigInt(ALPHABET.length);

const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);

/** Whether a bearer looks like an API key of ours. An access token has dots and another prefix. */
export const isApiKey = (bearer: string) => bearer.startsWith(PREFIX);

/**
 * A new key: the prefix, 256 random bits, and the CRC-32 of both, in letters and digits that a double click selects
 * whole. As with GitHub's tokens, a scanner for leaked keys recognizes one without asking us.
 */
export function createSecret(randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count))): string {
  const number = randomBytes(SECRET_BYTES).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const body = PREFIX + toBase62(number, SECRET_LENGTH);
  return body + checksumOf(body);
}

/** Whether it can be a key of ours, by its checksum. A typing error is found without a lookup. */
export function isWellFormed(key: string): boolean {
  return SHAPE.test(key) && key.slice(-CHECKSUM_LENGTH) === checksumOf(key.slice(0, -CHECKSUM_LENGTH));
}

/** What is shown of a key when it no longer is. */
export const tracesOf = (key: string) => ({ start: key.slice(0, PREFIX.length + 4), lastFour: key.slice(-4) });

const checksumOf = (text: string) => toBase62(BigInt(crc32(text)), CHECKSUM_LENGTH);

function toBase62(number: bigint, length: number): string {
  let text = "";
  for (let rest = number; text.length < length; rest /= BASE) text = ALPHABET.charAt(Number(rest % BASE)) + text;
  return text;
}
