import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { createService } from "@allokoli/shared/service/service";
import { createRequester, type Role } from "@allokoli/shared/service/testing/requester";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { CallsEnv } from "../env.ts";
import type { CallRoomApi } from "../room/api.ts";
import type { Intent } from "../room/state/call.ts";
import { routeWorkflows } from "./routes.ts";

const FAULTS = [{ path: "nodes.3", message: 'No way leads from the start to "Fin".' }];
const customer = { number: "+33612345678" };

const app = createService<CallsEnv>("calls");
routeWorkflows(app);

let fixture: Fixture;
let env: Partial<CallsEnv>;
/** What the rooms were told to dial. */
const dialled: Intent[] = [];
const room: Pick<CallRoomApi, "prepare" | "dial"> = {
  prepare: async () => undefined,
  dial: async (intent) => {
    dialled.push(intent);
    return { outcome: "made", vapiCallId: uuidv7(), status: "queued" };
  },
};

beforeAll(async () => {
  fixture = await openFixture();
  await fixture.superuser.query("update auth.users set email_confirmed_at = now()");
  env = {
    HYPERDRIVE: { connectionString: fixture.appUrl },
    VAPI_API_KEY: "vapi-key",
    VAPI_BASE_URL: "http://vapi.invalid",
    VAPI_PHONE_NUMBER_ID: "vapi-number",
    DELIVERIES: { eventsWritten: async () => undefined },
    ASSISTANTS: { findWorkflowFaults: async () => FAULTS },
    CALL_ROOM: { getByName: () => room },
  };
});
afterAll(() => fixture.close());
beforeEach(async () => {
  dialled.length = 0;
  await fixture.superuser.query("truncate workflows, calls, idempotency_keys cascade");
});
// The routes under test use only this much of the environment.
const asking = createRequester(app, () => ({ fixture, env: env as CallsEnv }));
afterEach(asking.settled);

async function addWorkflow(vapiId: string | null, inputs: string[] = []): Promise<string> {
  const id = uuidv7();
  await fixture.superuser.query(
    `insert into workflows (id, org_id, name, settings, vapi_id, sync_state, sync_action, sync_next_at)
     values ($1, $2, 'Rappels', $3, $4, 'synced', null, null)`,
    [id, fixture.orgId, { inputs }, vapiId],
  );
  return id;
}
const execute = (id: string, json: object, { as, env: changed }: { as?: Role; env?: Partial<CallsEnv> } = {}) =>
  asking.request("POST", `/v1/workflows/${id}/execute`, {
    json,
    headers: { "idempotency-key": "rappel-1" },
    ...(as !== undefined && { as }),
    ...(changed !== undefined && { env: changed }),
  });

it("places one call per key, with the workflow as callee and the given inputs", async () => {
  const id = await addWorkflow("vapi-squad", ["dossier"]);
  const json = { customer, variables: { dossier: "42" } };
  const first = await execute(id, json);
  expect(first.status, first.text).toBe(201);
  expect(first.body.items).toMatchObject([{ workflowId: id, customer, status: "queued" }]);
  const again = await execute(id, json);
  expect([again.body, again.headers.get("idempotent-replayed")]).toEqual([first.body, "true"]);
  expect(dialled).toMatchObject([
    { callee: { kind: "workflow", id, vapiId: "vapi-squad" }, variables: { dossier: "42" } },
  ]);
});

it("requires each input", async () => {
  const id = await addWorkflow("vapi-squad", ["dossier", "nom"]);
  expect(await execute(id, { customer, variables: { nom: "Petit" } })).toMatchObject({
    status: 422,
    body: { errors: [{ path: "variables.dossier", message: "is what the workflow has to be given" }] },
  });
  expect(dialled).toEqual([]);
});

it("names the faults of a draft, or says that it cannot be run", async () => {
  const id = await addWorkflow(null);
  expect(await execute(id, { customer })).toMatchObject({ status: 409, body: { errors: FAULTS } });
  const ASSISTANTS = { findWorkflowFaults: () => Promise.reject(new Error("away")) };
  expect(await execute(id, { customer }, { env: { ASSISTANTS } })).toMatchObject({
    status: 503,
    body: { code: "service_unavailable" },
  });
});

it("needs a member, and the workflow does not exist for others", async () => {
  const id = await addWorkflow("vapi-squad");
  expect((await execute(id, { customer }, { as: "viewer" })).status).toBe(403);
  expect((await execute(id, { customer }, { as: "outsider" })).status).toBe(404);
  expect(dialled).toEqual([]);
});
