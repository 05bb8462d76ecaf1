import { startVapi, type RunningVapi } from "@allokoli/emulators/vapi/server";
import { connect } from "@allokoli/shared/db/connect";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { createRequester } from "@allokoli/shared/service/testing/requester";
import type { Log } from "@allokoli/shared/log/log";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { app } from "../../app.ts";
import type { Env } from "../../env.ts";
import { sweepAll } from "../../mirrors.ts";

const API_KEY = "vapi-key";
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export let fixture: Fixture;
export let vapi: RunningVapi;
export let env: Env;
export const armed: string[] = [];

/** Gives the tests of a file the Worker's app with a real database and the Vapi emulator, empty before each of them. */
export function useWorker(): void {
  beforeAll(async () => {
    fixture = await openFixture();
    vapi = await startVapi({ port: 0, apiKey: API_KEY, speed: "instant" });
    env = {
      HYPERDRIVE: { connectionString: fixture.appUrl },
      VAPI_API_KEY: API_KEY,
      VAPI_BASE_URL: vapi.url,
      VAPI_WEBHOOK_SECRET: "master",
      CREDENTIALS_KEY: btoa("k".repeat(32)),
      DELIVERIES: { eventsWritten: async () => undefined },
      KNOWLEDGE: { search: async () => [] },
      PUBLIC_API_URL: "https://api.allokoli.fr",
      SITE_URL: "https://allokoli.fr",
      MIRROR_WATCH: { getByName: () => ({ arm: async () => undefined }) },
      MIRROR_WATCH_EVERY_MS: "60000",
      MIRROR_STOCKTAKE_EVERY_MS: "60000",
      TOOL_ANSWER_MS: "1000",
      MIRROR_SWEEP: {
        getByName: (orgId) => ({ arm: async (named, when) => void armed.push(`${orgId} ${named} ${when}`) }),
      },
    };
  });
  afterAll(async () => {
    await vapi.close();
    await fixture.close();
  });
  beforeEach(async () => {
    armed.length = 0;
    await fixture.superuser.query(
      "truncate assistants, functions, squads, workflows, knowledge_bases, assistant_versions, events, audit_log, idempotency_keys cascade",
    );
  });
  afterEach(asking.settled);
}
const asking = createRequester(app, () => ({ fixture, env }));
export const { request } = asking;

// Not validated: the emulator's own tests check the shapes of its answers.
export const atVapi = async <Answer = unknown>(path: string, method = "GET", json?: unknown): Promise<Answer> => {
  const answer = await fetch(`${vapi.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  return (await answer.json()) as Answer;
};
export const fault = (body: object) => atVapi("/_emulator/faults", "POST", body);
/** Does everything that is due or will be, as the alarm would. */
export async function sweep() {
  const database = connect(fixture.appUrl);
  for (const table of ["functions", "assistants", "squads", "workflows"])
    await fixture.superuser.query(
      // So much later that an earlier creation at Vapi must be over.
      `update ${table} set sync_next_at = now() - interval '1 second', sync_sent_at = sync_sent_at - interval '1 hour'
       where sync_state = 'pending'`,
    );
  await sweepAll(env, database, fixture.orgId, silent);
  await database.close();
}
export const create = async (json: object = { name: "Accueil" }) =>
  (await request("POST", "/v1/assistants", { json })).body;
