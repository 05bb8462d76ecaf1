import { createService } from "@allokoli/shared/http/service";
import { routeAssistants } from "./assistants/routes.ts";
import type { Env } from "./env.ts";

/** The assistants service, behind the gateway. */
export const app = createService<Env>("assistants");

routeAssistants(app);
