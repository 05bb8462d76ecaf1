import type { OpenAPIHono } from "@hono/zod-openapi";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { listEventTypes } from "./contract.ts";
import { exampleOfSent } from "./sent-event.ts";
import { EVENT_TYPE_WORDS } from "./words.ts";

export function routeEventTypes(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(listEventTypes, async (c) => {
    const { tenant } = c.var;
    // Little of the answer is the organization's, but membership is required, as everywhere.
    await tenant.read(() => Promise.resolve());
    const items = EVENT_TYPES.map((type) => {
      const { fr, en } = EVENT_TYPE_WORDS[type];
      return { type, fr, en, example: exampleOfSent(type, tenant.orgId) };
    });
    return c.json({ items, nextCursor: null }, 200);
  });
}
