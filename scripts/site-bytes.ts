import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

/** KiB of gzip that a page of the site may load. `npm run bench site` measures each page, `npm run check` the files. */
export const BUDGETS = {
  css: 15,
  /** Small scripts of forms and of the frame. */
  scriptWithout: 8,
  scriptWithIsland: 45,
  /** React Flow, which draws workflows. */
  scriptOfEditor: 220,
};

const gzipKib = (content: Buffer | string) => gzipSync(content).length / 1024;
const IMPORT = /(?:from|import)\s*["']\.\/([^"']+\.js)["']/g;

/**
 * What the browser's files of a built site weigh: each style sheet, and each island with all that it imports.
 * @param directory `site/dist/client/_astro`
 * @param islands the names of the islands' sources, without extension
 */
export function siteBytes(directory: string, islands: string[]): { file: string; kib: number; most: number }[] {
  const sheets = globSync("*.css", { cwd: directory }).map((file) => ({
    file,
    kib: gzipKib(readFileSync(join(directory, file))),
    most: BUDGETS.css,
  }));
  const entries = globSync("*.js", { cwd: directory }).filter((file) =>
    islands.includes(basename(file).split(".")[0] ?? ""),
  );
  const scripts = entries.map((file) => ({
    file,
    kib: [...closureOf(directory, file)].reduce((sum, each) => sum + gzipKib(readFileSync(join(directory, each))), 0),
    most: BUDGETS.scriptWithIsland,
  }));
  return [...sheets, ...scripts];
}

/** A file and all that it imports at once; what is imported later, on a click, is not among them. */
function closureOf(directory: string, file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, imported] of readFileSync(join(directory, file), "utf8").matchAll(IMPORT))
    if (imported !== undefined) closureOf(directory, imported, found);
  return found;
}
