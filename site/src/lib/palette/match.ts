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

/** A whole telephone number as people write one, at least six digits. */
export const isNumber = (typed: string) => /^\+?[\d\s().-]+$/.test(typed) && typed.replaceAll(/\D/g, "").length >= 6;
