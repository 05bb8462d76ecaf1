import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, globSync, statSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { unstable_readConfig } from "wrangler";
import { ROOT } from "./paths.ts";

/** A Worker as `wrangler deploy` would upload it. */
export interface Bundle {
  name: string;
  configPath: string;
  /** Absolute; the entry module and whatever it imports. */
  directory: string;
  entry: string;
  /** Every source file inside, relative to the repository. Empty for a Worker that another tool bundled. */
  inputs: string[];
}

const CACHE = join(ROOT, ".wrangler/bundles");
const SITE_CONFIG = join(ROOT, "site/dist/server/wrangler.json");
const STALE_MS = 3_600_000;
const QUIET = { WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", NO_COLOR: "1", CI: "1" };

/** The configurations of all Workers but the site's. The gateway first: it is the one with an address. */
export function serviceConfigs(): string[] {
  const services = globSync("services/*/wrangler.toml", { cwd: ROOT }).toSorted();
  return ["wrangler.toml", ...services].map((path) => join(ROOT, path));
}

/** The configuration that the site's build writes. */
export function siteConfig(): string {
  if (!existsSync(SITE_CONFIG)) throw new Error("The site is not built yet: run `npm run build --workspace site`.");
  return SITE_CONFIG;
}

/**
 * Bundles a Worker with wrangler, or reuses the last bundle when none of its files has changed since.
 * @throws with wrangler's message
 */
export async function bundle(configPath: string, stampOf: StampOf = stampFile): Promise<Bundle> {
  const config = unstable_readConfig({ config: configPath }, { hideWarnings: true });
  const { name, main } = config;
  if (name === undefined || main === undefined) throw new Error(`${configPath}: a Worker needs a name and a main.`);
  if (config.no_bundle) {
    return { name, configPath, directory: dirname(main), entry: main, inputs: [] };
  }
  return (await findCurrent(name, configPath, stampOf)) ?? (await build(name, configPath, main));
}

/** Side by side. Each source is looked at once: of fourteen thousand files that they name, ten thousand are the same. */
export function bundleAll(configPaths: string[]): Promise<Bundle[]> {
  const stamps = new Map<string, string>();
  const stampOf = (path: string) => {
    const stamp = stamps.get(path) ?? stampFile(path);
    stamps.set(path, stamp);
    return stamp;
  };
  return Promise.all(configPaths.map((configPath) => bundle(configPath, stampOf)));
}

/** One after the other, for who has something else to do meanwhile: what comes later finds them. */
export async function bundleServices(): Promise<void> {
  for (const configPath of serviceConfigs()) await bundle(configPath);
}

type Cached = Bundle & { stamps: Record<string, string> };
/** What a file, relative to the repository, is now: as long as it has not changed, the same. */
type StampOf = (path: string) => string;

async function findCurrent(name: string, configPath: string, stampOf: StampOf): Promise<Bundle | undefined> {
  const text = await readFile(join(CACHE, `${name}.json`), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { stamps, ...cached } = JSON.parse(text) as Cached;
  if (cached.configPath !== configPath || !existsSync(cached.entry)) return undefined;
  return Object.entries(stamps).every(([path, stamp]) => stampOf(path) === stamp) ? cached : undefined;
}

async function build(name: string, configPath: string, main: string): Promise<Bundle> {
  await mkdir(CACHE, { recursive: true });
  await removeStale(name);
  const directory = join(CACHE, `${name}.${randomBytes(4).toString("hex")}`);
  const metafile = join(directory, "meta.json");
  const startedAt = Date.now();
  await wrangler(["deploy", "--dry-run", "--config", configPath, "--outdir", directory, "--metafile", metafile]);
  const entry = join(directory, basename(main).replace(/\.[a-z]+$/, ".js"));
  const inputs = await inputsOf(metafile, dirname(configPath));
  const built: Bundle = { name, configPath, directory, entry, inputs };

  const stamped = [...inputs, relative(ROOT, configPath), "package-lock.json"];
  const stamps = Object.fromEntries(stamped.map((path) => [path, stampFile(path)]));
  // A file saved while wrangler read it may be in the bundle or not: such a bundle is used once and not kept.
  const changedMeanwhile = Object.values(stamps).some((stamp) => Number(stamp.split(" ")[0]) >= startedAt);
  if (!changedMeanwhile) {
    const pointer = join(CACHE, `${name}.json`);
    await writeFile(`${directory}.json`, JSON.stringify({ ...built, stamps } satisfies Cached));
    await rename(`${directory}.json`, pointer);
  }
  return built;
}

async function inputsOf(metafile: string, baseDirectory: string): Promise<string[]> {
  const { inputs } = JSON.parse(await readFile(metafile, "utf8")) as { inputs: Record<string, unknown> };
  const paths = Object.keys(inputs).map((path) => resolve(baseDirectory, path));
  return paths.filter((path) => existsSync(path)).map((path) => relative(ROOT, path));
}

function stampFile(path: string): string {
  const found = statSync(resolve(ROOT, path), { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size}` : "missing";
}

/** Recent bundles stay, because another process may still be starting from one. */
async function removeStale(name: string): Promise<void> {
  for (const file of await readdir(CACHE)) {
    if (!file.startsWith(`${name}.`) || file === `${name}.json`) continue;
    const { mtimeMs } = await stat(join(CACHE, file)).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > STALE_MS) await rm(join(CACHE, file), { recursive: true, force: true });
  }
}

async function wrangler(args: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, "node_modules/wrangler/bin/wrangler.js"), ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...QUIET, NODE_COMPILE_CACHE: join(CACHE, "../node") },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += String(text)));
  const code = await new Promise((done, reject) => child.once("error", reject).once("close", done));
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")}\n${said}`);
}
