import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

// tests/stack/client.test.ts runs the same files.
test("the examples of docs/client.md are those that are run", () => {
  const shown = Array.from(read("../../docs/client.md").matchAll(/^```ts\n(.*?)^```$/gms), ([, code]) => code);
  const run = readdirSync(new URL("../examples", import.meta.url)).map((file) => read(`examples/${file}`));
  expect(new Set(shown)).toEqual(new Set(run));
});
