import { startVapi, type RunningVapi } from "@allokoli/emulators/vapi/server";
import { connect } from "@allokoli/shared/db/connect";
import { claimsOf, openPractice, type Practice } from "@allokoli/shared/db/testing/practice";
import { encodeIdentity, IDENTITY_HEADER } from "@allokoli/shared/identity/identity";
import type { Log } from "@allokoli/shared/log/log";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { app } from "../../app.ts";
import type { Env } from "../../env.ts";
import { sweepAll } from "../../mirrors.ts";

const API_KEY = "vapi-key";
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export type Role = keyof Practice["people"];

/** The Worker's app before a real database and the Vapi emulator, empty before each test of the file that imports it. */
export let practice: Practice;
export let vapi: RunningVapi;
export let env: Env;
export const armed: string[] = [];
const afterwards: Promise<unknown>[] = [];

beforeAll(async () => {
  practice = await openPractice();
  vapi = await startVapi({ port: 0, apiKey: API_KEY, speed: "instant" });
  env = {
    HYPERDRIVE: { connectionString: practice.appUrl },
    VAPI_API_KEY: API_KEY,
    VAPI_BASE_URL: vapi.url,
    VAPI_WEBHOOK_SECRET: "master",
    CREDENTIALS_KEY: btoa("k".repeat(32)),
    DELIVERIES: { eventsWritten: async () => undefined },
    KNOWLEDGE: { search: async () => [] },
    CALLS: { fetch: async () => new Response(null, { status: 503 }) },
    PUBLIC_API_URL: "https://api.allokoli.fr",
    TEST_RUNS: {
      getByName: (orgId) => ({ arm: async (named, when) => void armed.push(`${orgId} ${named} ${when}`) }),
    },
    MIRROR_SWEEP: {
      getByName: (orgId) => ({ arm: async (named, when) => void armed.push(`${orgId} ${named} ${when}`) }),
    },
  };
});
afterAll(async () => {
  await vapi.close();
  await practice.close();
});
beforeEach(async () => {
  armed.length = 0;
  await practice.superuser.query(
    "truncate assistants, functions, squads, workflows, knowledge_bases, assistant_versions, events, audit_log, idempotency_keys cascade",
  );
});
afterEach(async () => {
  await Promise.all(afterwards.splice(0));
});

export async function request(
  method: string,
  path: string,
  init: { json?: unknown; as?: Role; headers?: Record<string, string>; env?: Partial<Env> } = {},
) {
  const { json, as = "member", headers = {} } = init;
  const orgId = as === "stranger" ? practice.strangerOrgId : practice.orgId;
  const identity = encodeIdentity({ claims: claimsOf(practice.people[as]), orgId });
  const context = {
    waitUntil: (work: Promise<unknown>) => void afterwards.push(work),
    passThroughOnException: () => undefined,
    props: {},
  };
  const answer = await app.request(
    path,
    {
      method,
      headers: {
        [IDENTITY_HEADER]: identity,
        ...(json !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    },
    { ...env, ...init.env },
    context,
  );
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: answer.headers.get("content-type")?.includes("json") === true ? JSON.parse(text) : undefined,
  };
}

// The emulator's own answers, whose shapes its own tests hold.
export const atVapi = async <Answer = unknown>(path: string, method = "GET", json?: unknown): Promise<Answer> => {
  const answer = await fetch(`${vapi.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  return (await answer.json()) as Answer;
};
export const fault = (body: object) => atVapi("/_emulator/faults", "POST", body);
/** Everything that is due or will be, as the alarm would. */
export async function sweep() {
  const database = connect(practice.appUrl);
  for (const table of ["functions", "assistants", "squads", "workflows"])
    await practice.superuser.query(
      `update ${table} set sync_next_at = now() - interval '1 second' where sync_state = 'pending'`,
    );
  await sweepAll(env, database, practice.orgId, silent);
  await database.close();
}
export const create = async (json: object = { name: "Accueil" }) =>
  (await request("POST", "/v1/assistants", { json })).body;
