import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./paths.ts";
import { buildSite } from "./site.ts";

// npm run walk [-- any option of vitest, such as -t numbers]: every page in every language, width, theme and stock of data.
await buildSite();
const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
const options = ["run", "--project", "browser", "tests/browser/pages.test.ts", ...process.argv.slice(2)];
const child = spawn(process.execPath, [vitest, ...options], {
  cwd: ROOT,
  stdio: "inherit",
  env: { ...process.env, ALLOKOLI_WALK: "all" },
});
process.exitCode = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
console.log(`Screenshots: ${join(ROOT, "test-results/walk")}`);
