import { execFileSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync } from "node:fs";
import { chmod, mkdtemp, readdir, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../../scripts/paths.ts";

/** The workspaces' own names: they have to lead to the copy. */
const OURS = "@allokoli";

/**
 * Does work in a copy of the checkout as `git clone` and `npm ci` would leave it: nothing built, no state. The packages of
 * npm are links, so what a build keeps in their folder is not there either.
 */
export async function inCheckout(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-bench-start-"));
  try {
    // If root starts it, Postgres runs as another user, who needs access.
    await chmod(directory, 0o755);
    await copyCheckout(directory);
    await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function copyCheckout(directory: string): Promise<void> {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  for (const path of files.split("\0").filter(Boolean)) {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    cpSync(join(ROOT, path), join(directory, path));
  }
  // A workspace has its own where it needs another version.
  for (const packages of globSync(["node_modules", "site/node_modules", "{packages,services}/*/node_modules"], {
    cwd: ROOT,
  }))
    await linkPackages(join(ROOT, packages), join(directory, packages));
}

async function linkPackages(from: string, to: string): Promise<void> {
  mkdirSync(to);
  for (const name of await readdir(from)) {
    // The caches of tools.
    if (name.startsWith(".") && name !== ".bin") continue;
    if (name !== OURS) await symlink(join(from, name), join(to, name));
  }
  if (!existsSync(join(from, OURS))) return;
  mkdirSync(join(to, OURS));
  // npm links workspaces relative to here.
  for (const name of await readdir(join(from, OURS)))
    await symlink(await readlink(join(from, OURS, name)), join(to, OURS, name));
}
