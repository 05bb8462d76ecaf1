/** The words of a text, without punctuation and capitals: transcribers change those between versions. */
export const words = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
