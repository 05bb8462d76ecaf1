import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

const SITE = join(ROOT, "site");
const STAMP = join(SITE, "dist/.built");

/** Builds the site's Worker, unless nothing that goes into it has changed since the last build. */
export async function buildSite(): Promise<void> {
  const newest = newestInput();
  if (existsSync(STAMP) && statSync(STAMP).mtimeMs > newest) return;
  console.log("Building the site…");
  const started = new Date();
  await runAstro(["build"]);
  // Dated before the build, so that a file saved during it counts as changed.
  await writeFile(STAMP, "");
  await utimes(STAMP, started, started);
}

function newestInput(): number {
  const sources = globSync(["{src,public,messages,project.inlang}/**/*", "*.{ts,json,toml}"], { cwd: SITE })
    // Paraglide writes these during a build.
    .filter((path) => !path.startsWith("src/paraglide"))
    .map((path) => join(SITE, path));
  return Math.max(...[...sources, join(ROOT, "package-lock.json")].map((path) => statSync(path).mtimeMs));
}

async function runAstro(args: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, "node_modules/astro/bin/astro.mjs"), ...args], {
    cwd: SITE,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += String(text)));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`The site does not build:\n${said}`);
}
