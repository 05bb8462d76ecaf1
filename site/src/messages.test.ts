import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../messages/${locale}.json`, import.meta.url), "utf8"));
const placeholders = (text: string | undefined) =>
  new Set([...(text ?? "").matchAll(/\{(\w+)\}/g)].map((found) => found[1]));

test("every sentence exists in French and in English, with the same values in it", () => {
  const [french, english] = [read("fr"), read("en")];
  expect(new Set(Object.keys(english))).toEqual(new Set(Object.keys(french)));
  for (const [key, text] of Object.entries(french)) {
    expect(text.trim(), key).not.toBe("");
    expect(english[key]?.trim(), key).not.toBe("");
    expect(placeholders(english[key]), key).toEqual(placeholders(text));
  }
});
