import type { OpenAPIHono, z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { listEventTypes, type EventTypeWords } from "./contract.ts";
import { EVENT_TYPE_WORDS } from "./words.ts";

export function routeEventTypes(app: OpenAPIHono<ServiceEnv<Env>>): void {
  app.openapi(listEventTypes, async (c) => {
    // The answer is the same for every organization, but membership is required, as everywhere.
    await c.var.tenant.read(() => Promise.resolve());
    const items = EVENT_TYPES.map((type) => {
      const { fr, en, example } = EVENT_TYPE_WORDS[type];
      return { type, fr, en, example: asJson(example) };
    });
    return c.json({ items, nextCursor: null }, 200);
  });
}

// The schemas of all events have JSON in them and nothing else; an optional field is absent or has a value.
const asJson = (example: object) => example as z.infer<typeof EventTypeWords>["example"];
