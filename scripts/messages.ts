import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MESSAGES } from "../site/messages.config.ts";
import { ROOT } from "./paths.ts";

const SITE = join(ROOT, "site");
const OUT = join(SITE, MESSAGES.outdir);
const STAMP = join(OUT, ".compiled");
const DECLARATIONS = join(OUT, "messages");
const TYPES = join(DECLARATIONS, "_index.d.ts");
const INPUTS = "{messages/**/*.json,project.inlang/settings.json,messages.config.ts}";

/** The environment of an Astro that finds the site's messages compiled, and so does not compile them itself. */
export const MESSAGES_COMPILED = { ALLOKOLI_MESSAGES_COMPILED: "1" };

/**
 * Compiles the site's messages, unless they are unchanged: a build and each check would otherwise do it anew.
 * @returns whether it did
 */
export async function compileMessages(): Promise<boolean> {
  const wanted = await digestOfInputs();
  if ((await digestOfCompiled()) === wanted) return false;
  // It takes a second to load.
  const { compile } = await import("@inlang/paraglide-js");
  await rm(OUT, { recursive: true, force: true });
  await compile({ ...MESSAGES, project: join(SITE, MESSAGES.project), outdir: OUT });
  await joinDeclarations();
  await writeFile(STAMP, wanted);
  return true;
}

/** Undefined when they are not compiled, or were compiled since by somebody else: by Astro's development server. */
async function digestOfCompiled(): Promise<string | undefined> {
  try {
    const [digest, stamped, compiled] = await Promise.all([readFile(STAMP, "utf8"), stat(STAMP), stat(TYPES)]);
    return compiled.mtimeMs <= stamped.mtimeMs ? digest : undefined;
  } catch {
    return undefined;
  }
}

async function digestOfInputs(): Promise<string> {
  const hash = createHash("sha256");
  const files = globSync(INPUTS, { cwd: SITE })
    .toSorted()
    .map((path) => join(SITE, path));
  for (const file of [...files, join(ROOT, "package-lock.json")]) hash.update(file).update(await readFile(file));
  return hash.digest("hex");
}

/** One file of types instead of three thousand, which every check of types would open one by one. */
async function joinDeclarations(): Promise<void> {
  const files = globSync("*.d.ts", { cwd: DECLARATIONS }).filter((file) => file !== "_index.d.ts");
  const texts = await Promise.all(files.toSorted().map((file) => readFile(join(DECLARATIONS, file), "utf8")));
  const shared = 'export type LocalizedString = import("../runtime.js").LocalizedString;\n';
  const index = [shared, ...texts.map((text) => text.replace(shared, ""))].join("\n");
  await writeFile(TYPES, index);
  await Promise.all(files.map((file) => rm(join(DECLARATIONS, file))));
}
