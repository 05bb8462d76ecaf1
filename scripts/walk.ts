import { join } from "node:path";
import { ROOT } from "./paths.ts";
import { buildSite } from "./site.ts";
import { runVitest } from "./vitest.ts";

// npm run walk [-- any option of vitest, such as -t numbers]: every page in every language, width, theme and stock of data.
await buildSite();
const pages = ["--project", "browser", "tests/browser/pages.test.ts"];
process.exitCode = await runVitest([...pages, ...process.argv.slice(2)], { ALLOKOLI_WALK: "all" });
console.log(`Screenshots: ${join(ROOT, "test-results/walk")}`);
