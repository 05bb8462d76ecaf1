import { createDeliveringService } from "@allokoli/shared/http/service";
import { routeDeliveries } from "./deliveries/routes.ts";
import type { Env } from "./env.ts";
import { routeEvents } from "./events/routes.ts";
import { routeEventTypes } from "./event-types/routes.ts";
import { routeWebhooks } from "./webhooks/routes.ts";

/** The deliveries service, behind the gateway: what happens, told to the outside. */
export const app = createDeliveringService<Env>("deliveries");

routeWebhooks(app);
routeDeliveries(app);
routeEvents(app);
routeEventTypes(app);
