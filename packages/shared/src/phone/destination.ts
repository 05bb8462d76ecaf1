import type { DialledNumber } from "../rpc/telephony.ts";
import { findPhoneNumber } from "./read-number.ts";
import { findShortNumber } from "./short-numbers.ts";

/** A kept number for Vapi: the extension in its own field, and a short number told as one that is no E.164. */
export function toDialled(kept: string): DialledNumber {
  const [digits = "", extension] = kept.split(";ext=");
  // What was kept before there was one rule may have a 0 after the calling code.
  const number = findPhoneNumber(digits, undefined)?.number ?? digits;
  return {
    number,
    ...(extension !== undefined && { extension }),
    ...(findShortNumber(number, "") !== undefined && { numberE164CheckEnabled: false }),
  };
}
