import { findPhoneNumber } from "@allokoli/shared/phone/read-number";

/** Words in the name or description of a parameter for a telephone number. */
const TELEPHONE = /t[ée]l[ée]ph|\bt[ée]l\b|phone|mobile|portable|rappeler|call.?back|callernumber/i;

/**
 * A telephone number that a model gave as a JSON number, without its leading zero or plus: written so that it is a
 * number of `country`, or else an international one. Undefined when the parameter is not for a telephone number.
 */
export function readTelephone(
  value: number,
  name: string,
  { description = "" }: { description?: string },
  country: string | undefined,
): string | undefined {
  if (!Number.isSafeInteger(value) || value < 0 || !TELEPHONE.test(`${name} ${description}`)) return undefined;
  const digits = String(value);
  const [bare, withZero, withPlus] = [digits, `0${digits}`, `+${digits}`].map(
    (written) => findPhoneNumber(written, country)?.number,
  );
  if (bare !== undefined && bare === withPlus) return `+${digits}`;
  if (withZero !== undefined && (bare === undefined || bare === withZero)) return `0${digits}`;
  if (bare !== undefined) return digits;
  return withPlus === undefined ? digits : `+${digits}`;
}
