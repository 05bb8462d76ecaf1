import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { createRequester } from "@allokoli/shared/service/testing/requester";
import { afterAll, afterEach, beforeAll } from "vitest";
import { app } from "../app.ts";
import type { Env } from "../env.ts";

export let fixture: Fixture;
let env: Env;

/** Gives the tests of a file the Worker's app with a real database of its own. */
export function useApp(): void {
  beforeAll(async () => {
    fixture = await openFixture();
    env = {
      HYPERDRIVE: { connectionString: fixture.appUrl },
      VAPI_API_KEY: "vapi-key",
      VAPI_BASE_URL: "http://vapi.invalid",
      ASSISTANTS: {},
      DELIVERIES: { eventsWritten: async () => undefined },
      TEST_RUNS: { getByName: () => ({ arm: async () => undefined }) },
      TEST_RUN_WATCH: { getByName: () => ({ arm: async () => undefined }) },
      RETRY_AFTER_MS: "15000",
      RUN_WATCH_EVERY_MS: "60000",
    };
  });
  afterAll(() => fixture.close());
  afterEach(asking.settled);
}

const asking = createRequester(app, () => ({ fixture, env }));
export const { request } = asking;
