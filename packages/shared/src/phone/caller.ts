import { countriesOf } from "./library.ts";
import { findPhoneNumber } from "./read-number.ts";

/**
 * What carriers put where there is no number: words, and the telephone keys that spell ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN
 * and UNAVAILABLE (Twilio's documentation, "Why am I getting calls from these strange numbers?"). They withhold the number only
 * where nothing else is said: `private.clinique` is somebody.
 */
const WITHHELD_WORDS =
  /^(?:(?:anonymous|restricted|private|blocked|unknown|unavailable|withheld|no)(?:[ _-]?(?:caller|number|id))?|null|undefined)$/i;
const WITHHELD_DIGITS = new Set(["266696687", "7378742833", "2562533", "8656696", "86282452253"]);
/** With their country's code but without the plus, as SIP trunks write them. */
const INTERNATIONAL_DIGITS = /^(?:00)?([1-9]\d{10,14})$/;
/** What may be longer is no address of a caller's. */
const MAX_ADDRESS = 500;

type Address = {
  /** Whom the address names: a number, or a word. */
  user: string;
  /** The calling code that the address itself names for a number without one. */
  context: string | undefined;
};

/**
 * Who calls, as a carrier says it: E.164 where it is a number of `country`, or an international one, written by itself or in a SIP
 * address; undefined where the caller withholds it. What is none of these (another SIP address, an extension of a switchboard)
 * stays as it came.
 */
export function toCallerNumber(told: string, country: string | undefined): string | undefined {
  const text = told.trim();
  const { user } = toAddress(text);
  if (user === "" || WITHHELD_WORDS.test(user) || WITHHELD_DIGITS.has(user.replace(/^\+/, ""))) return undefined;
  return findCarrierNumber(text, country)?.number ?? text;
}

/** The number that a carrier says, by itself or in a SIP address, and the country that has it; undefined when it says none. */
export function findCarrierNumber(told: string, country: string | undefined): ReturnType<typeof findPhoneNumber> {
  const { user, context } = toAddress(told);
  const home = context === undefined ? country : countriesOf(context)[0];
  const found = findPhoneNumber(user, home);
  if (found !== undefined || home === undefined) return found;
  const [, international] = INTERNATIONAL_DIGITS.exec(user) ?? [];
  return international === undefined ? undefined : findPhoneNumber(`+${international}`, undefined);
}

/**
 * The parts of a SIP address or a `tel:` one that say who it is: it may have a name before it and angle brackets around it
 * (RFC 3261 §19.1 and §20.10), and parameters after the number (RFC 3966 §5). Any other text names whom it says.
 */
function toAddress(told: string): Address {
  const text = told.trim();
  const bracketed = text.length > MAX_ADDRESS ? undefined : /<([^<>]*)>/.exec(text)?.[1];
  const address = (bracketed ?? text).trim();
  const [, scheme = "", rest = ""] = /^(?:(sips?|tel):)?(.*)$/is.exec(address) ?? [];
  if (scheme === "" && !/^[^\s@]+@/.test(address))
    return { user: address.replaceAll(/^"|"$/g, ""), context: undefined };
  const isTel = scheme.toLowerCase() === "tel";
  const at = isTel ? -1 : rest.indexOf("@");
  const [user = "", ...parameters] = rest.slice(0, at === -1 ? undefined : at).split(";");
  // A SIP address without a user is a host's, which is a number only where it is nothing but digits.
  if (!isTel && at === -1 && !/^\+?\d+$/.test(user)) return { user: text, context: undefined };
  const context = parameters.map((each) => /^phone-context=\+(\d{1,3})$/i.exec(each)?.[1]).find(Boolean);
  // After a colon there is a password.
  return { user: unescaped(user.split(":")[0] ?? ""), context };
}

const unescaped = (text: string) =>
  text.replaceAll(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)));
