import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { ROOT } from "./paths.ts";

interface Step {
  name: string;
  command: string[];
  cwd?: string;
}

const script = (path: string, ...args: string[]) => [join(ROOT, path), ...args];
const tool = (path: string, ...args: string[]) => script(join("node_modules", path), ...args);

/** A lane's steps run in order; lanes run beside each other, the longest first. */
const LANES: Step[][] = [
  [
    // The build writes what astro check reads.
    { name: "deploy bundle: site", command: script("scripts/bundles.ts", "site") },
    { name: "site: astro check", command: tool("astro/bin/astro.mjs", "check"), cwd: join(ROOT, "site") },
  ],
  [{ name: "deploy bundles", command: script("scripts/bundles.ts", "services") }],
  [{ name: "types: Node", command: tool("typescript/bin/tsc", "-p", "tsconfig.json") }],
  [{ name: "types: Workers", command: tool("typescript/bin/tsc", "-p", "tsconfig.workers.json") }],
  [{ name: "lint", command: tool("oxlint/bin/oxlint", "--type-aware", "--format=unix") }],
  [{ name: "openapi.json in step", command: script("scripts/openapi.ts", "--check") }],
  [{ name: "migrations in step", command: script("packages/shared/src/db/schema-migration.ts", "--check") }],
  [{ name: "nothing unused", command: tool("knip/bin/knip.js", "--no-progress") }],
  [{ name: "format: Astro", command: tool("prettier/bin/prettier.cjs", "--check", "site/src/**/*.astro") }],
  [{ name: "format", command: tool("oxfmt/bin/oxfmt", "--check") }],
];
const SHOWN_LINES = 100;

const started = Date.now();
const waiting = [...LANES];
const failed: string[] = [];
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, runWaiting));
const took = `in ${((Date.now() - started) / 1000).toFixed(0)} s`;
console.log(failed.length === 0 ? `Everything holds, ${took}.` : `Does not hold: ${failed.join(", ")} (${took}).`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runWaiting(): Promise<void> {
  for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
    for (const step of lane) await runStep(step);
  }
}

async function runStep(step: Step): Promise<void> {
  const from = Date.now();
  const { passed, said } = await run(step);
  const seconds = `${((Date.now() - from) / 1000).toFixed(1)} s`.padStart(7);
  console.log(`${passed ? styleText("green", "✓") : styleText("red", "✗")} ${seconds}  ${step.name}`);
  const lines = said.trimEnd().split("\n");
  // A step that passes is silent, but for what it measured.
  const shown = passed ? lines.filter((line) => step.name.startsWith("deploy bundle") && line.startsWith("  ")) : lines;
  for (const line of shown.slice(0, SHOWN_LINES)) console.log(`   ${line}`);
  if (shown.length > SHOWN_LINES) console.log(`   … and ${shown.length - SHOWN_LINES} lines more`);
  if (!passed) failed.push(step.name);
}

async function run({ command, cwd = ROOT }: Step): Promise<{ passed: boolean; said: string }> {
  const [file] = command;
  if (file === undefined || !existsSync(file)) return { passed: false, said: `${file} is not there.` };
  const child = spawn(process.execPath, command, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", CI: "1", ASTRO_TELEMETRY_DISABLED: "1" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += String(text)));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  return { passed: code === 0, said };
}
