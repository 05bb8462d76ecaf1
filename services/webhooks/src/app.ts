import { createApp, requestContext } from "@allokoli/shared/service/service";
import type { WebhooksEnv } from "./env.ts";
import { REAL, type ReceiveParts } from "./receive/parts.ts";
import { routeReceive } from "./receive/routes.ts";

/** The webhooks service: what Vapi tells us. */
export function createWebhooks(parts: ReceiveParts = REAL) {
  const app = createApp<WebhooksEnv>();
  app.use(requestContext("webhooks"));
  routeReceive(app, parts);
  return app;
}

export const app = createWebhooks();
