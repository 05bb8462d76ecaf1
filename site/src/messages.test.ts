import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = new URL("../messages/", import.meta.url);
const read = (locale: string, area: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`${locale}/${area}`, FOLDER), "utf8"));
const areasOf = (locale: string) => readdirSync(new URL(`${locale}/`, FOLDER)).toSorted();
const placeholders = (text: string | undefined) =>
  new Set([...(text ?? "").matchAll(/\{(\w+)\}/g)].map((found) => found[1]));

test("every sentence exists in French and in English, with the same values in it", () => {
  expect(areasOf("en")).toEqual(areasOf("fr"));
  for (const area of areasOf("fr")) {
    const [french, english] = [read("fr", area), read("en", area)];
    expect(new Set(Object.keys(english)), area).toEqual(new Set(Object.keys(french)));
    for (const [key, text] of Object.entries(french)) {
      expect(text.trim(), key).not.toBe("");
      expect(english[key]?.trim(), key).not.toBe("");
      expect(placeholders(english[key]), key).toEqual(placeholders(text));
    }
  }
});

test("every area is read by the build, and no sentence stands in two of them", () => {
  const settings = readFileSync(new URL("../project.inlang/settings.json", import.meta.url), "utf8");
  const built = [...settings.matchAll(/\{locale\}\/(\w+\.json)/g)].map((found) => found[1]);
  expect(new Set(built)).toEqual(new Set(areasOf("fr")));
  const keys = areasOf("fr").flatMap((area) => Object.keys(read("fr", area)));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test("every sentence is said somewhere, and every sentence that is said exists", () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(astro|tsx?)$/.test(path) && !path.startsWith("paraglide"))
    .map((path) => readFileSync(join(import.meta.dirname, path), "utf8"));
  const said = new Set(sources.flatMap((text) => [...text.matchAll(/\bm\.(\w+)/g)].map((found) => found[1])));
  const keys = areasOf("fr").flatMap((area) => Object.keys(read("fr", area)));
  expect(keys.filter((key) => !said.has(key))).toEqual([]);
  expect([...said].filter((key) => key?.includes("_") && !keys.includes(key))).toEqual([]);
});
