import fc from "fast-check";
import { expect, test } from "vitest";
import { localPath } from "./local-path.ts";

const SITE = "https://allokoli.example";

test.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "/.//evil.example",
  "/%2e//evil.example",
  "evil",
  "",
])("%j leads home", (target) => {
  expect(localPath(target)).toBe("/");
});

test("a path of the site is kept, with its query and fragment", () => {
  expect(localPath("/calls?text=allô&from=2026-01-01#top")).toBe("/calls?text=all%C3%B4&from=2026-01-01#top");
});

test("whatever the input is, a browser that follows the result stays on the site", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl(),
    fc.stringMatching(/^[/\\.:@%\t\na-c2eE5C]{0,12}$/),
  );
  fc.assert(
    fc.property(anything, (target) => {
      expect(new URL(localPath(target), SITE).origin).toBe(SITE);
    }),
    { numRuns: 2000 },
  );
});
