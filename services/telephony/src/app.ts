import { createService } from "@allokoli/shared/service/service";
import { routeBlockedNumbers } from "./blocked/routes.ts";
import { routeCredentials } from "./credentials/routes.ts";
import type { Env } from "./env.ts";
import { routeNumbers } from "./numbers/routes.ts";

/** The telephony service, behind the gateway. */
export const app = createService<Env>("telephony");

routeNumbers(app);
routeCredentials(app);
routeBlockedNumbers(app);
