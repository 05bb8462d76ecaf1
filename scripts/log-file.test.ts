import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLogFile } from "./log-file.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "allokoli-log-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("however much is logged, the newest lines are kept and the disk is not filled, also after a restart", async () => {
  const file = join(directory, "stack.log");
  const options = { maxBytes: 1_000, keep: 2 };
  let write = openLogFile(file, options);
  for (let n = 1; n <= 1_000; n++) {
    if (n === 500) write = openLogFile(file, options);
    write(`line ${n} é`);
  }
  const names = (await readdir(directory)).toSorted((left, right) => left.localeCompare(right));
  expect(names).toEqual(["stack.log", "stack.log.1", "stack.log.2"]);
  for (const name of names) expect((await stat(join(directory, name))).size).toBeLessThan(1_020);
  const kept = (await Promise.all(names.toReversed().map((name) => readFile(join(directory, name), "utf8")))).join("");
  const numbers = [...kept.matchAll(/line (\d+) é\n/g)].map(([, n]) => Number(n));
  expect(numbers.at(-1)).toBe(1_000);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 1_001 - numbers.length + index));
});
