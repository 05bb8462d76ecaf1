import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const UI = join(import.meta.dirname, "../ui");
const SHOWN = ["KitForms.astro", "KitNotes.astro", "../../pages/dev/kit.astro"];

test("the kit's page shows every component", () => {
  const sources = SHOWN.map((path) => readFileSync(join(import.meta.dirname, path), "utf8")).join("\n");
  const missing = readdirSync(UI).filter((file) => !sources.includes(`<${file.replace(".astro", "")}`));
  expect(missing).toEqual([]);
});
