import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { MESSAGES } from "../site/messages.config.ts";
import { ROOT } from "./paths.ts";

const SITE = join(ROOT, "site");
const OUT = join(SITE, MESSAGES.outdir);
const INPUTS = "{messages/**/*.json,project.inlang/settings.json,messages.config.ts}";

/** What is made of the messages: a file by which to see who wrote it last, and a stamp that says from which inputs. */
type Product = { file: string; stamp: string };
const MODULES: Product = { file: join(OUT, "messages/_index.js"), stamp: join(OUT, ".compiled") };
const TYPES: Product = { file: join(OUT, "messages/_index.d.ts"), stamp: join(OUT, ".declared") };

/** The environment of an Astro that finds the site's messages compiled, and so does not compile them itself. */
export const MESSAGES_COMPILED = { ALLOKOLI_MESSAGES_COMPILED: "1" };

/**
 * Compiles the site's messages, unless they are unchanged: a build and each test would otherwise do it anew.
 * @returns whether it did
 */
export async function compileMessages(): Promise<boolean> {
  const wanted = await digestOfInputs();
  if ((await digestOf(MODULES)) === wanted) return false;
  await rm(OUT, { recursive: true, force: true });
  await compile();
  await writeFile(MODULES.stamp, wanted);
  return true;
}

/** Writes the types of the compiled messages, unless they are unchanged. It takes longer, and only a check needs them. */
export async function declareMessages(): Promise<void> {
  const wanted = await digestOfInputs();
  if ((await digestOf(TYPES)) === wanted) return;
  await compile("--types");
  await writeFile(TYPES.stamp, wanted);
}

/** In a process of its own, which ends: so that the caller's can end too, and has its thread meanwhile. */
async function compile(...options: "--types"[]): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, "scripts/run.js"), "compile-messages", ...options]);
}

/** Undefined when it is not there, or was written since by somebody else: by Astro's development server. */
async function digestOf({ file, stamp }: Product): Promise<string | undefined> {
  try {
    const [digest, stamped, written] = await Promise.all([readFile(stamp, "utf8"), stat(stamp), stat(file)]);
    return written.mtimeMs <= stamped.mtimeMs ? digest : undefined;
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
