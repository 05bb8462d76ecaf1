/** Vapi ignores a result with a line break (reference §2.4). */
export const toSingleLine = (text: string) =>
  text
    .split(/\s*[\r\n\u2028\u2029]+\s*/)
    .filter((line) => line !== "")
    .join(" ");
