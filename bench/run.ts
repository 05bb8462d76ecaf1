import { globSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { runScript } from "../scripts/local.ts";
import { ROOT } from "../scripts/paths.ts";
import { readResults, toTable, type Result } from "./results.ts";

// npm run bench: all of them, and the table of docs/performance.md.
// npm run bench <name> [options]: one; <name> is a folder here with a bench.ts.
const PAGE = join(ROOT, "docs/performance.md");
const TABLE = /(?<=<!-- written by npm run bench -->\n)[\s\S]*(?=<!-- end -->)/;

const [name, ...options] = process.argv.slice(2);
await runScript(async () => {
  const benches = globSync("*/bench.ts", { cwd: import.meta.dirname }).map((path) => basename(dirname(path)));
  if (name === undefined) return runAll(benches.toSorted());
  if (!benches.includes(name)) throw new Error(`Which bench? npm run bench ${benches.join(" | ")}`);
  process.argv.splice(2, process.argv.length, ...options);
  await import(`./${name}/bench.ts`);
});

/** One after the other, each in a process of its own: none is measured with the memory or the timers of another. */
async function runAll(benches: string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-bench-"));
  try {
    const results: Result[] = [];
    for (const bench of benches) {
      console.log(`\n── ${bench} ──\n`);
      const file = join(directory, bench);
      await writeFile(file, "");
      const { status } = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, bench], {
        stdio: "inherit",
        env: { ...process.env, ALLOKOLI_BENCH_RESULTS: file },
      });
      const reported = readResults(file);
      results.push(...reported);
      // It broke, or failed in something that it does not report.
      if (status !== 0 && reported.every(({ holds }) => holds))
        results.push({ work: bench, measured: "failed: see its output", peer: "–", goal: "ends well", holds: false });
      if (status !== 0) process.exitCode = 1;
    }
    const table = `${toTable(results)}\n\n${availableParallelism()} cores, Node ${process.versions.node}.\n`;
    console.log(`\n${table}`);
    await writeTable(table);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeTable(table: string): Promise<void> {
  const page = await readFile(PAGE, "utf8");
  if (!TABLE.test(page)) throw new Error(`${PAGE} has no place for the table`);
  await writeFile(
    PAGE,
    page.replace(TABLE, () => `\n${table}\n`),
  );
}
