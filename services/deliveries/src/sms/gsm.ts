/** The characters that an SMS has in one septet, and in two (3GPP TS 23.038, 6.2.1). */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("^{}\\[~]|€");
/** What one SMS has room for. One character outside of the alphabet would leave 70. */
export const SEPTETS = 160;

const INSTEAD: Record<string, string> = {
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "…": "...",
  œ: "oe",
  Œ: "OE",
  "–": "-",
  "—": "-",
};

/**
 * A text in the alphabet of SMS. Of the French letters it has à, é, è, ù and Ç: the others lose their mark. What has no
 * counterpart is left out.
 */
export function toGsm(text: string): string {
  const quoted = text.normalize("NFC").replaceAll(/«\s*/gu, '"').replaceAll(/\s*»/gu, '"');
  return Array.from(quoted, toGsmCharacter).join("");
}

function toGsmCharacter(character: string): string {
  if (BASIC.has(character) || EXTENDED.has(character)) return character;
  if (/\s/u.test(character)) return " ";
  const instead = INSTEAD[character] ?? character.normalize("NFD").replaceAll(/\p{M}/gu, "");
  return Array.from(instead)
    .filter((one) => BASIC.has(one))
    .join("");
}

/** The room that a text of that alphabet takes in an SMS. */
export const septetsOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + (EXTENDED.has(character) ? 2 : 1), 0);
