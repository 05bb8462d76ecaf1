/**
 * From an event of a live call to its listeners, through everything: gateway, webhooks, the call's room, and the streams.
 * Beside it nginx with nchan (Debian: nginx-light, libnginx-mod-nchan), with the same listeners in the same run. It needs
 * what the tests need, so vitest runs it; it fails when a goal does not hold, when an event does not arrive, or when one is not taken.
 */
import { runVitest } from "../../scripts/vitest.ts";
import { optionsForVitest } from "../options.ts";
import { VITEST_CONFIG } from "../results.ts";

process.exitCode = await runVitest(["--config", VITEST_CONFIG, "bench/fan-out/measure.ts"], optionsForVitest());
