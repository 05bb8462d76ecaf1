import { globSync } from "node:fs";
import { basename, dirname } from "node:path";
import { runScript } from "../scripts/local.ts";

// npm run bench <name> [options]: <name> is a folder here with a bench.ts.
const [name, ...options] = process.argv.slice(2);
await runScript(async () => {
  const benches = globSync("*/bench.ts", { cwd: import.meta.dirname }).map((path) => basename(dirname(path)));
  if (name === undefined || !benches.includes(name)) {
    throw new Error(`Which bench? npm run bench ${benches.join(" | ")}`);
  }
  process.argv.splice(2, process.argv.length, ...options);
  await import(`./${name}/bench.ts`);
});
