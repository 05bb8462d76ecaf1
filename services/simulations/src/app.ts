import { createService } from "@allokoli/shared/service/service";
import type { Env } from "./env.ts";
import { routeTestRuns } from "./test-runs/routes.ts";
import { routeTestSchedules } from "./test-schedules/routes.ts";
import { routeTestSuites } from "./test-suites/routes.ts";
import { routeTests } from "./tests/routes.ts";

/** The simulations service, behind the gateway. */
export const app = createService<Env>("simulations");

routeTestSuites(app);
routeTests(app);
routeTestRuns(app);
routeTestSchedules(app);
