import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compileMessages, MESSAGES_COMPILED } from "./messages.ts";
import { ROOT } from "./paths.ts";
import { bindToOurLife } from "./processes.ts";

const SITE = join(ROOT, "site");
const STAMP = join(SITE, "dist/.built");

/** Builds the site's Worker, unless its sources are unchanged since the last build. */
export async function buildSite(): Promise<void> {
  // Before the files are dated: Paraglide writes its settings anew.
  const areNew = await compileMessages();
  if (!areNew && existsSync(STAMP) && statSync(STAMP).mtimeMs > newestInput()) return;
  console.log("Building the site…");
  const started = new Date();
  await runAstro(["build"]);
  // Dated before the build, so that a file saved during it counts as changed.
  await writeFile(STAMP, "");
  await utimes(STAMP, started, started);
}

function newestInput(): number {
  const sources = globSync(["{src,public,messages}/**/*", "project.inlang/settings.json", "*.{ts,json,toml}"], {
    cwd: SITE,
  })
    // Paraglide writes these during a build.
    .filter((path) => !path.startsWith("src/paraglide"))
    .map((path) => join(SITE, path));
  return Math.max(...[...sources, join(ROOT, "package-lock.json")].map((path) => statSync(path).mtimeMs));
}

async function runAstro(args: string[]): Promise<void> {
  const astro = spawnAstro(args, MESSAGES_COMPILED);
  let said = "";
  for (const stream of [astro.stdout, astro.stderr]) stream.on("data", (text: Buffer) => (said += String(text)));
  const code = await new Promise((resolve, reject) => astro.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`The site does not build:\n${said}`);
}

/** Starts Astro's development server. Resolves when it answers; it ends with this process. */
export async function startSiteServer(options: { port: number; env: Record<string, string> }): Promise<void> {
  const astro = spawnAstro(["dev", "--port", String(options.port)], options.env);
  if (astro.pid !== undefined) astro.once("exit", bindToOurLife(astro.pid));
  astro.stdout.pipe(process.stdout);
  astro.stderr.pipe(process.stderr);
  await new Promise<void>((resolve, reject) => {
    astro.once("error", reject);
    astro.once("exit", (code) => reject(new Error(`The site's development server ended (${code}).`)));
    astro.stdout.on("data", (text: Buffer) => {
      if (/ready in/.test(String(text))) resolve();
    });
  });
}

function spawnAstro(args: string[], env: Record<string, string>) {
  return spawn(process.execPath, [join(ROOT, "node_modules/astro/bin/astro.mjs"), ...args], {
    cwd: SITE,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1", NO_COLOR: "1", ...env },
  });
}
