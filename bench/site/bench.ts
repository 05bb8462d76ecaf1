/**
 * The site's pages as a browser gets them: bytes, the server's answer, Lighthouse. It needs what the tests need (a whole
 * stack, a year of a practice, Chromium), so vitest runs it; it fails when a budget of docs/site.md is exceeded.
 */
import { buildSite } from "../../scripts/site.ts";
import { runVitest } from "../../scripts/vitest.ts";
import { VITEST_CONFIG } from "../results.ts";

await buildSite();
process.exitCode = await runVitest(["--config", VITEST_CONFIG, "bench/site/measure.ts"]);
