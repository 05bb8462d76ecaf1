import { createDeliveringService } from "@allokoli/shared/service/service";
import { routeAlerts } from "./alerts/routes.ts";
import { routeMobiles } from "./alerts/mobile-routes.ts";
import { routeUnsubscribing } from "./alerts/unsubscribe-routes.ts";
import { routeDeliveries } from "./deliveries/routes.ts";
import type { Env } from "./env.ts";
import { routeEvents } from "./events/routes.ts";
import { routeEventTypes } from "./event-types/routes.ts";
import { sentEvents } from "./event-types/sent-event.ts";
import { routeWebhooks } from "./webhooks/routes.ts";

/** The deliveries service, behind the gateway: events for addresses outside. */
export const app = createDeliveringService<Env>("deliveries", { withoutIdentity: routeUnsubscribing });

for (const sent of sentEvents) app.openAPIRegistry.registerWebhook(sent);

routeWebhooks(app);
routeDeliveries(app);
routeEvents(app);
routeEventTypes(app);
routeAlerts(app);
routeMobiles(app);
