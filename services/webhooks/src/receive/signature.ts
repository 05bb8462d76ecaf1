import { hmac, timingSafeEqual, toHex } from "@allokoli/shared/crypto/hmac";

/** How far the signed time may be from now: an older message may be a replay. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;

export type SignedMessage = {
  /** `x-signature`: hexadecimal, with or without `sha256=`. */
  signature: string;
  /** `x-timestamp`: when it was sent, epoch milliseconds. */
  timestamp: string;
  body: string;
};

/** Whether Vapi's HMAC credential signed this: SHA-256 over `{timestamp}.{body}`, sent about now (reference §2.6). */
export async function isSignedByVapi(
  { signature, timestamp, body }: SignedMessage,
  key: string,
  nowMs: number,
): Promise<boolean> {
  if (!/^\d{13}$/.test(timestamp) || Math.abs(nowMs - Number(timestamp)) > SIGNATURE_TOLERANCE_MS) return false;
  const expected = toHex(await hmac(key, `${timestamp}.${body}`));
  return timingSafeEqual(
    signature
      .trim()
      .toLowerCase()
      .replace(/^sha256=/, ""),
    expected,
  );
}
