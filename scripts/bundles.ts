import { globSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleAll, serviceConfigs, siteConfig, type Bundle } from "./bundle.ts";
import { runScript } from "./local.ts";
import { ROOT } from "./paths.ts";
import { buildSite } from "./site.ts";
import { siteBytes } from "./site-bytes.ts";

/** The largest size of a deploy, compressed: only a small Worker starts in milliseconds. */
const MAX_GZIP_KIB = 300;
/**
 * pdf.js is loaded when a PDF comes, and no request waits for it. The site has a page for each part of the API, and
 * assistants have three kinds of things with drafts, gates and all that is said to Vapi of each.
 */
const MAX_GZIP_KIB_OF: Record<string, number> = {
  "allokoli-reader": 2048,
  "allokoli-site": 700,
  "allokoli-assistants": 340,
};

// node scripts/bundles.ts services | site
await runScript(async () => {
  const isSite = process.argv[2] === "site";
  if (isSite) await buildSite();
  const configs = isSite ? [siteConfig()] : serviceConfigs();
  const bundles = await bundleAll(configs);
  const failures = bundles.flatMap((bundled) => {
    const kib = gzipKib(bundled);
    const most = MAX_GZIP_KIB_OF[bundled.name] ?? MAX_GZIP_KIB;
    console.log(`  ${bundled.name.padEnd(22)} ${kib.toFixed(1).padStart(6)} KiB gzip`);
    const emulated = sourcesOf(bundled).filter((path) => path.includes("packages/emulators/"));
    return [
      ...(kib > most ? [`${bundled.name} weighs over ${most} KiB.`] : []),
      ...(emulated.length > 0 ? [`${bundled.name} has emulators inside: ${emulated.join(", ")}.`] : []),
    ];
  });
  if (isSite) failures.push(...heavyFiles());
  if (failures.length > 0) throw new Error(failures.join("\n"));
});

/** The site's files for the browser that are over their budget. Of all it prints the heaviest of each kind. */
function heavyFiles(): string[] {
  const islands = globSync("*.tsx", { cwd: join(ROOT, "site/src/islands") }).map((file) => basename(file, ".tsx"));
  const files = siteBytes(join(ROOT, "site/dist/client/_astro"), islands);
  for (const kind of [".css", ".js"]) {
    const [heaviest] = files.filter(({ file }) => file.endsWith(kind)).toSorted((left, right) => right.kib - left.kib);
    if (heaviest === undefined) return [`The site has no ${kind} for the browser: has its build another form?`];
    console.log(`  ${heaviest.file.padEnd(26)} ${heaviest.kib.toFixed(1).padStart(6)} KiB gzip of ${heaviest.most}`);
  }
  return files.flatMap(({ file, kib, most }) => (kib > most ? [`${file} weighs over ${most} KiB.`] : []));
}

function gzipKib({ directory }: Bundle): number {
  const modules = filesOf(directory).filter((path) => [".js", ".mjs", ".wasm"].includes(extname(path)));
  return gzipSync(Buffer.concat(modules.map((path) => readFileSync(path)))).length / 1024;
}

/** The sources in a bundle, as wrangler lists them, or from the source maps of another tool's bundle. */
function sourcesOf({ directory, inputs }: Bundle): string[] {
  if (inputs.length > 0) return inputs;
  const maps = filesOf(directory).filter((path) => path.endsWith(".map"));
  if (maps.length === 0) throw new Error(`${directory} has no source maps to tell what went into it.`);
  return maps.flatMap((path) => (JSON.parse(readFileSync(path, "utf8")) as { sources: string[] }).sources);
}

function filesOf(directory: string): string[] {
  return globSync("**/*.*", { cwd: directory }).map((path) => join(directory, path));
}
