import { createService } from "@allokoli/shared/service/service";
import { routeAnalytics } from "./analytics/routes.ts";
import { routeCalls } from "./calls/routes.ts";
import type { CallsEnv } from "./env.ts";
import { routeErasure } from "./erasure/routes.ts";
import { routeEndedReasons } from "./ended-reasons/routes.ts";
import { routeJournal } from "./journal/routes.ts";
import { routeLive } from "./live/routes.ts";
import { routeMessages } from "./messages/routes.ts";
import { routeSearch } from "./search/routes.ts";
import { routeWebCalls } from "./web-calls/routes.ts";
import { routeRecording } from "./recording/routes.ts";
import { routeWorkflows } from "./workflows/routes.ts";

/** The calls service, behind the gateway. */
export const app = createService<CallsEnv>("calls");

// `/v1/calls/live` and `/v1/calls/web` must come before `/v1/calls/{id}`, which would match them.
routeLive(app);
routeWebCalls(app);
routeCalls(app);
routeWorkflows(app);
routeMessages(app);
routeRecording(app);
routeJournal(app);
routeEndedReasons(app);
routeAnalytics(app);
routeErasure(app);
routeSearch(app);
