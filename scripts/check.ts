import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { compileMessages, MESSAGES_COMPILED } from "./messages.ts";
import { ROOT } from "./paths.ts";

interface Step {
  name: string;
  command: string[];
  cwd?: string;
}

const script = (path: string, ...args: string[]) => [join(ROOT, path), ...args];
const tool = (path: string, ...args: string[]) => script(join("node_modules", path), ...args);

const SITE_BUILD: Step = { name: "deploy bundle: site", command: script("scripts/bundles.ts", "site") };
/** Reads no message, and takes long when nothing is bundled yet. */
const BUNDLES: Step = { name: "deploy bundles", command: script("scripts/bundles.ts", "services") };
const MESSAGE_TYPES: Step = { name: "types of the site's messages", command: script("scripts/declare-messages.ts") };

/** These read files that the two above write: the messages' types, and Astro's. */
const AFTER_SITE_BUILD: Step[] = [
  { name: "site: astro check", command: tool("astro/bin/astro.mjs", "check"), cwd: join(ROOT, "site") },
  // Checks each file with the nearest tsconfig.json that includes it.
  {
    name: "types and lint",
    command: tool("oxlint/bin/oxlint", "--type-aware", "--type-check", "--format=unix"),
  },
];

/** The longest first. */
const STEPS: Step[] = [
  { name: "openapi.json and the site's types in step", command: script("scripts/openapi.ts", "--check") },
  {
    name: "openapi.json by Redocly's rules",
    command: tool("@redocly/cli/bin/cli.js", "lint", "services/gateway/openapi.json"),
  },
  { name: "imports go one way", command: script("scripts/check-imports.ts") },
  { name: "a deployment, planned", command: script("scripts/deploy.ts", "--env", "prod", "--plan") },
  { name: "migrations in step", command: script("packages/shared/src/db/schema-migration.ts", "--check") },
  { name: "nothing unused", command: tool("knip/bin/knip.js", "--no-progress") },
  { name: "format: Astro", command: tool("prettier/bin/prettier.cjs", "--check", "site/src/**/*.astro") },
  { name: "format", command: tool("oxfmt/bin/oxfmt", "--check") },
];
const SHOWN_LINES = 100;
/** No tool sends telemetry or looks for a newer version of itself. */
const QUIET = { ASTRO_TELEMETRY_DISABLED: "1", REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };

const started = Date.now();
const waiting = [...STEPS];
const failed: string[] = [];
const atOnce = Math.max(2, availableParallelism());
const bundled = runStep(BUNDLES);
await compileMessages();
const declared = runStep(MESSAGE_TYPES);
await Promise.all([
  buildSite(),
  Promise.all([bundled, declared]).then(runWaiting),
  ...Array.from({ length: atOnce - 2 }, runWaiting),
]);
const took = `in ${((Date.now() - started) / 1000).toFixed(0)} s`;
console.log(failed.length === 0 ? `Everything holds, ${took}.` : `Does not hold: ${failed.join(", ")} (${took}).`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function buildSite(): Promise<void> {
  await Promise.all([runStep(SITE_BUILD), declared]);
  waiting.unshift(...AFTER_SITE_BUILD);
  await runWaiting();
}

async function runWaiting(): Promise<void> {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await runStep(step);
}

async function runStep(step: Step): Promise<void> {
  const from = Date.now();
  const { passed, said } = await run(step);
  const seconds = `${((Date.now() - from) / 1000).toFixed(1)} s`.padStart(7);
  console.log(`${passed ? styleText("green", "✓") : styleText("red", "✗")} ${seconds}  ${step.name}`);
  const lines = said.trimEnd().split("\n");
  // A step that passes shows only its measurements.
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
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", CI: "1", ...QUIET, ...MESSAGES_COMPILED },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += String(text)));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  return { passed: code === 0, said };
}
