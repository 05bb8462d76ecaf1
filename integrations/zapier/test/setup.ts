import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "..");

/** The folder has a lockfile of its own: its packages are installed when they are not those of it, and the app is built. */
export default function setup(): void {
  const [lock, installed] = [join(FOLDER, "package-lock.json"), join(FOLDER, "node_modules/.package-lock.json")];
  const run = (file: string, args: string[]) => execFileSync(file, args, { cwd: FOLDER, stdio: "inherit" });
  const isInstalled = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  // No script of a package has to run for what is used here.
  if (!isInstalled) run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--workspaces=false"]);
  run("npm", ["run", "build", "--workspaces=false"]);
}
