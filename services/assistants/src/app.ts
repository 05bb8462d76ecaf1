import { createService } from "@allokoli/shared/http/service";
import { routeAssistants } from "./assistants/routes.ts";
import { routeCallerMessages } from "./caller-messages/routes.ts";
import type { Env } from "./env.ts";
import { routeFunctions } from "./functions/routes.ts";
import { routeSquads } from "./squads/routes.ts";
import { routeSuiteTests } from "./suite-tests/routes.ts";
import { routeTestRuns } from "./test-runs/routes.ts";
import { routeTestSuites } from "./test-suites/routes.ts";
import { routeTemplates } from "./templates/routes.ts";
import { routeWorkflows } from "./workflows/routes.ts";

/** The assistants service, behind the gateway. */
export const app = createService<Env>("assistants");

routeAssistants(app);
routeFunctions(app);
routeSquads(app);
routeTemplates(app);
routeWorkflows(app);
routeTestSuites(app);
routeSuiteTests(app);
routeTestRuns(app);
routeCallerMessages(app);
