/**
 * The site's pages as a browser gets them: bytes, the server's answer, Lighthouse. It needs what the tests need (a whole
 * stack, a year of a practice, Chromium), so vitest runs it; it fails when a budget of docs/site.md is exceeded.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../scripts/paths.ts";
import { buildSite } from "../../scripts/site.ts";

await buildSite();
const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
const config = join(import.meta.dirname, "vitest.config.ts");
const child = spawn(process.execPath, [vitest, "run", "--config", config], { cwd: ROOT, stdio: "inherit" });
process.exitCode = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
