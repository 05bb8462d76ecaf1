/**
 * What a caller waits for: our answer to Vapi's `assistant-request` (which assistant takes this call) and to a tool call,
 * 50 a second. It needs what the tests need, so vitest runs it; it fails when p99 is above 250 ms, or an answer is wrong.
 */
import { runVitest } from "../../scripts/vitest.ts";
import { VITEST_CONFIG } from "../results.ts";

process.exitCode = await runVitest(["--config", VITEST_CONFIG, "bench/answers/measure.ts"]);
