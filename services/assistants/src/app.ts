import { createService } from "@allokoli/shared/service/service";
import { routeAssistants } from "./assistants/routes.ts";
import { routeDrafts } from "./drafts/routes.ts";
import { routeTrials } from "./drafts/trials.ts";
import { routeCallerMessages } from "./caller-messages/routes.ts";
import type { Env } from "./env.ts";
import { toolCall } from "./own-functions/contract.ts";
import { routeFunctionCalls } from "./function-calls/routes.ts";
import { routeFunctions } from "./functions/routes.ts";
import { routeFunctionTests } from "./own-functions/routes.ts";
import { routePublishing } from "./publishing/routes.ts";
import { routeSquads } from "./squads/routes.ts";
import { routeTemplates } from "./templates/routes.ts";
import { routeWorkflows } from "./workflows/routes.ts";

/** The assistants service, behind the gateway. */
export const app = createService<Env>("assistants");

app.openAPIRegistry.registerWebhook(toolCall);

routeAssistants(app);
routeFunctions(app);
routeFunctionCalls(app);
routeFunctionTests(app);
routeSquads(app);
routeTemplates(app);
routeWorkflows(app);
routeDrafts(app);
routePublishing(app);
routeTrials(app);
routeCallerMessages(app);
