/**
 * The memory of workerd under a quarter of an hour of mixed work: calls with listeners, reads, and what Vapi asks. It needs
 * what the tests need, so vitest runs it; it fails when the memory at the end is more than 5 % above that of minute five
 * of fifteen (`--minutes 3`: of minute one), or when something goes wrong meanwhile.
 */
import { runVitest } from "../../scripts/vitest.ts";
import { optionsForVitest } from "../options.ts";
import { VITEST_CONFIG } from "../results.ts";

process.exitCode = await runVitest(["--config", VITEST_CONFIG, "bench/soak/measure.ts"], optionsForVitest());
