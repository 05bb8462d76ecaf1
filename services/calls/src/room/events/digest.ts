/** FNV-1a: short, and equal for equal texts. Together with a time and a speaker, or an id, that is enough for a key. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return `${text.length}.${(hash >>> 0).toString(36)}`;
}
