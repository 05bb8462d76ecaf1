import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

for (const command of [
  ["oxfmt/bin/oxfmt"],
  ["prettier/bin/prettier.cjs", "--write", "--log-level", "warn", "site/src/**/*.astro"],
  ["oxlint/bin/oxlint", "--type-aware", "--fix", "--quiet"],
]) {
  const [tool = "", ...args] = command;
  spawnSync(process.execPath, [join(ROOT, "node_modules", tool), ...args], { cwd: ROOT, stdio: "inherit" });
}
