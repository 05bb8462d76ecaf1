import { globSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compile } from "@inlang/paraglide-js";
import { MESSAGES } from "../site/messages.config.ts";
import { ROOT } from "./paths.ts";

const OUT = join(ROOT, "site", MESSAGES.outdir);

// node scripts/compile-messages.ts: the modules of the site's messages; with --types their types instead.
const { values } = parseArgs({ options: { types: { type: "boolean", default: false } } });
await (values.types ? declare() : compileTo(OUT, false));
// Paraglide leaves timers of half a minute behind.
process.exit();

async function compileTo(outdir: string, emitTsDeclarations: boolean): Promise<void> {
  await compile({ ...MESSAGES, emitTsDeclarations, project: join(ROOT, "site", MESSAGES.project), outdir });
}

async function declare(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-messages-"));
  try {
    await compileTo(directory, true);
    await writeFile(join(OUT, "messages/_index.d.ts"), await joinDeclarations(join(directory, "messages")));
    for (const file of globSync("*.d.ts", { cwd: directory })) await copyFile(join(directory, file), join(OUT, file));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** One file of types instead of three thousand, which every check of types would open one by one. */
async function joinDeclarations(directory: string): Promise<string> {
  const files = globSync("*.d.ts", { cwd: directory }).filter((file) => file !== "_index.d.ts");
  const texts = await Promise.all(files.toSorted().map((file) => readFile(join(directory, file), "utf8")));
  const shared = 'export type LocalizedString = import("../runtime.js").LocalizedString;\n';
  return [shared, ...texts.map((text) => text.replace(shared, ""))].join("\n");
}
