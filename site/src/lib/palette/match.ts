/** As people type: capitals, accents, ligatures and the kind of apostrophe do not matter. */
export const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("’", "'");

/** Whether each of the typed words is somewhere in the text. */
export function matches(text: string, typed: string): boolean {
  const among = plain(text);
  return plain(typed)
    .split(/\s+/)
    .every((word) => among.includes(word));
}

const digitsIn = (typed: string) => (/^\+?[\d\s().-]+$/.test(typed) ? typed.replaceAll(/\D/g, "").length : 0);

/** A telephone number as people write one, or the beginning of it: at least six digits. */
export const isNumber = (typed: string) => digitsIn(typed) >= 6;

/** A number that could be called: a shorter one is still being typed. */
export const isWholeNumber = (typed: string) => digitsIn(typed) >= 9;
