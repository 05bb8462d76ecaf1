import { globSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundle, serviceConfigs, siteConfig, type Bundle } from "./bundle.ts";
import { runScript } from "./local.ts";
import { buildSite } from "./site.ts";

/** What a deploy may weigh, compressed: a Worker starts in milliseconds only while it is small. */
const MAX_GZIP_KIB = 300;

// node scripts/bundles.ts services | site
await runScript(async () => {
  const isSite = process.argv[2] === "site";
  if (isSite) await buildSite();
  const configs = isSite ? [siteConfig()] : serviceConfigs();
  const bundles = await Promise.all(configs.map(bundle));
  const failures = bundles.flatMap((bundled) => {
    const kib = gzipKib(bundled);
    console.log(`  ${bundled.name.padEnd(22)} ${kib.toFixed(1).padStart(6)} KiB gzip`);
    const emulated = sourcesOf(bundled).filter((path) => path.includes("packages/emulators/"));
    return [
      ...(kib > MAX_GZIP_KIB ? [`${bundled.name} weighs over ${MAX_GZIP_KIB} KiB.`] : []),
      ...(emulated.length > 0 ? [`${bundled.name} has emulators inside: ${emulated.join(", ")}.`] : []),
    ];
  });
  if (failures.length > 0) throw new Error(failures.join("\n"));
});

function gzipKib({ directory }: Bundle): number {
  const modules = filesOf(directory).filter((path) => [".js", ".mjs", ".wasm"].includes(extname(path)));
  return gzipSync(Buffer.concat(modules.map((path) => readFileSync(path)))).length / 1024;
}

/** What went in, by wrangler's word, or by the source maps of what another tool bundled. */
function sourcesOf({ directory, inputs }: Bundle): string[] {
  if (inputs.length > 0) return inputs;
  const maps = filesOf(directory).filter((path) => path.endsWith(".map"));
  if (maps.length === 0) throw new Error(`${directory} has no source maps to tell what went into it.`);
  return maps.flatMap((path) => (JSON.parse(readFileSync(path, "utf8")) as { sources: string[] }).sources);
}

function filesOf(directory: string): string[] {
  return globSync("**/*.*", { cwd: directory }).map((path) => join(directory, path));
}
