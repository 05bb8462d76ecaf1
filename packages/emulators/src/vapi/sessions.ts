import type { Hono } from "hono";
import type { Emulator } from "./context.ts";
import { crud } from "./crud.ts";
import { findAssistant } from "./effective.ts";
import type { VapiEnv } from "./http.ts";
import { anyOf } from "./listing.ts";
import { seededRandom } from "./random.ts";
import { wants } from "./player/subscriptions.ts";
import { requireValid } from "./validation/validate.ts";
import { createLane } from "./webhooks/lane.ts";
import { routeTo } from "./webhooks/route.ts";

const DEFAULT_EXPIRATION_SECONDS = 86_400;

export function sessionRoutes(emulator: Emulator): Hono<VapiEnv> {
  return crud(emulator, {
    kind: "session",
    title: "Session",
    list: "paged",
    matches: (session, query) =>
      anyOf(query, "id", session.id) &&
      anyOf(query, "name", session["name"]) &&
      anyOf(query, "assistantId", session["assistantId"]) &&
      anyOf(query, "assistantIdAny", session["assistantId"]),
    create: (body) => ({
      status: "active",
      expirationSeconds: DEFAULT_EXPIRATION_SECONDS,
      messages: [],
      cost: 0,
      costs: [],
      ...requireValid("CreateSessionDTO", body),
    }),
    update: (body) => requireValid("UpdateSessionDTO", body),
    changed(what, session) {
      const assistant = findAssistant(emulator, session);
      const type = `session.${what}`;
      if (!wants(assistant, type, {})) return;
      const message = {
        timestamp: emulator.clock.now(),
        type,
        session,
        ...(assistant === undefined ? {} : { assistant }),
      };
      createLane(emulator, undefined, seededRandom(session.id)).send(
        routeTo(assistant, emulator.state.collection("org").all()[0]),
        message,
      );
    },
  });
}
