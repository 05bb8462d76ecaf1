import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Count } from "../tests/count-reporter.ts";
import { bundleAll, serviceConfigs } from "./bundle.ts";
import { ROOT } from "./paths.ts";
import { buildSite } from "./site.ts";
import { runVitest } from "./vitest.ts";

// npm test [-- [--record] [any option of vitest]]
const { record, options } = readOptions(process.argv.slice(2));
if (record) await rm(join(ROOT, "test-results/vapi-requests.jsonl"), { force: true });
await buildAll();
const { count, exitCode } = await runTests();
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = exitCode !== 0 || count.failed > 0 || count.passed === 0 ? 1 : 0;

/** `--record` stores the Workers' requests to Vapi, to compare them with the real API. */
function readOptions(given: string[]): { record: boolean; options: string[] } {
  return { record: given.includes("--record"), options: given.filter((option) => option !== "--record") };
}

/** Reports a failed build and goes on: only the tests that need it fail. */
async function buildAll(): Promise<void> {
  try {
    await buildSite();
    await bundleAll(serviceConfigs());
  } catch (err) {
    console.error(err instanceof Error ? err.message : err);
  }
}

async function runTests(): Promise<{ count: Count; exitCode: number }> {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-count-"));
  const countFile = join(directory, "count.json");
  const exitCode = await runVitest(options, {
    ALLOKOLI_COUNT_FILE: countFile,
    ...(record ? { ALLOKOLI_RECORD: "1" } : {}),
  });
  const count = await readFile(countFile, "utf8").then(
    (text) => JSON.parse(text) as Count,
    // A run that crashed left no count.
    () => ({ passed: 0, failed: 1 }),
  );
  await rm(directory, { recursive: true });
  return { count, exitCode };
}
