import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startReceiver, type Receiver } from "../../../../tests/receiver.ts";
import { create, fixture, request, useWorker } from "../assistants/testing/worker.ts";

useWorker();

/** The tenant's own server, on a developer's machine. */
const DEVELOPMENT = { DEVELOPMENT: "true" };
let servers: Receiver;

beforeAll(async () => {
  servers = await startReceiver();
});
afterAll(() => servers.close());
beforeEach(() => {
  servers.received.length = 0;
});

const PARAMETERS = {
  type: "object",
  properties: { jour: { type: "string" }, nom: { type: "string" } },
  required: ["jour"],
};
const toolServer = (server: object = {}) => ({
  name: "rendez_vous",
  description: "Prend rendez-vous",
  settings: {
    kind: "function",
    parameters: PARAMETERS,
    server: { url: `${servers.url}/outil`, headers: [{ name: "X-Key", value: "0123456789ab" }], ...server },
  },
});
const endCall = (name: string) => ({ name, description: "Raccroche", settings: { kind: "endCall" } });
const make = async (json: object, init: object = { env: DEVELOPMENT }) => {
  const { status, body } = await request("POST", "/v1/functions", { json, ...init });
  expect(body).toMatchObject({ id: expect.any(String) });
  expect(status).toBe(201);
  return body;
};
const pathsOf = ({ body }: { body: { errors?: { path: string }[] } }) => body.errors?.map(({ path }) => path);
const test = (id: string, values: object) =>
  request("POST", `/v1/functions/${id}/test`, { json: { arguments: values }, env: DEVELOPMENT });

describe("a tool server", () => {
  it("is asked as in a call, signed, and marked as a test", async () => {
    const made = await make(toolServer());
    servers.answer("/outil", () => ({ status: 200, body: '{"result":"Mardi\\n à 9 h"}' }));
    expect((await test(made.id, { jour: "mardi", prix: 0 })).body).toMatchObject({
      outcome: "answered",
      result: "Mardi à 9 h",
      request: { url: `${servers.url}/outil`, headers: { "X-Key": "••••89ab" }, body: { isTest: true } },
    });
    const [one] = servers.received;
    const body = new Webhook(made.secret).verify(one?.text ?? "", one?.headers as Record<string, string>);
    expect(body).toEqual({
      toolCallId: expect.stringMatching(/^test_/),
      function: { id: made.id, name: "rendez_vous" },
      arguments: { jour: "mardi" },
      call: null,
      caller: null,
      assistant: null,
      organization: { id: fixture.orgId },
      isTest: true,
    });
    for (const [said, told] of [
      ["oui", { outcome: "answered", result: "oui" }],
      ['{"result":{"place":1}}', { outcome: "answered", result: '{"place":1}' }],
      ['{"result":null}', { outcome: "answered", result: "Done." }],
      ['{"error":"complet"}', { outcome: "failed", result: null, error: "complet" }],
      ['{"cle":"0123456789ab"}', { outcome: "answered", result: '{"cle":"••••"}' }],
    ] as const) {
      servers.answer("/outil", () => ({ status: 200, body: said }));
      expect((await test(made.id, { jour: "mardi" })).body).toMatchObject(told);
    }
  });
});

describe("the secret of a function", () => {
  const rotate = (id: string, init: object = {}) => request("POST", `/v1/functions/${id}/rotate-secret`, init);
  const end = (id: string, init: object = {}) =>
    request("POST", `/v1/functions/${id}/rotate-secret?endPrevious=true`, init);
  const signedWith = async (id: string) => {
    servers.received.length = 0;
    await request("POST", `/v1/functions/${id}/test`, { json: { arguments: { jour: "lundi" } }, env: DEVELOPMENT });
    const [one] = servers.received;
    return (secret: string) => {
      try {
        new Webhook(secret).verify(one?.text ?? "", one?.headers as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    };
  };

  it("is shown once, to whoever makes a function that asks a server", async () => {
    const init = { env: DEVELOPMENT, headers: { "idempotency-key": "secret-1" } };
    const made = await make(toolServer(), init);
    expect(made.secret).toMatch(/^whsec_/);
    expect(await make(toolServer(), init)).toMatchObject({ id: made.id, secret: null });
    expect((await request("GET", `/v1/functions/${made.id}`)).body).not.toHaveProperty("secret");
    expect((await make(endCall("fin"))).secret).toBeNull();
    const { rows } = await fixture.superuser.query(
      "select (select string_agg(t::text, '') from tool_secrets t) || (select string_agg(k::text, '') from idempotency_keys k) as kept",
    );
    expect(rows[0].kept).not.toContain(made.secret.slice("whsec_".length));
    expect((await signedWith(made.id))(made.secret)).toBe(true);
  });

  it("can be rotated: the one before signs too for a day, and at most five are valid", async () => {
    const made = await make(toolServer(), { env: DEVELOPMENT });
    const { status, body } = await rotate(made.id);
    expect([status, body]).toEqual([
      200,
      { secret: expect.stringMatching(/^whsec_/), previousExpiresAt: expect.any(String) },
    ]);
    const both = await signedWith(made.id);
    expect([made.secret, body.secret].map(both)).toEqual([true, true]);
    await fixture.superuser.query("update tool_secrets set expires_at = now() where expires_at is not null");
    const alone = await signedWith(made.id);
    expect([made.secret, body.secret].map(alone)).toEqual([false, true]);
    for (let times = 0; times < 4; times++) expect((await rotate(made.id)).status).toBe(200);
    expect(await rotate(made.id)).toMatchObject({ status: 409, body: { code: "conflict" } });
    const { rows } = await fixture.superuser.query(
      "select count(*)::int as times from audit_log where action = 'function.secret-rotated'",
    );
    expect(rows).toEqual([{ times: 5 }]);
  });

  it("that leaked is ended at once, also when five are valid, and cannot be revived", async () => {
    const made = await make(toolServer(), { env: DEVELOPMENT });
    const secrets = [made.secret];
    for (let times = 0; times < 4; times++) secrets.push((await rotate(made.id)).body.secret);
    expect((await rotate(made.id)).status).toBe(409);
    const { status, body } = await end(made.id);
    expect([status, body]).toEqual([200, { secret: expect.stringMatching(/^whsec_/), previousExpiresAt: null }]);
    const alone = await signedWith(made.id);
    expect([...secrets, body.secret].map(alone)).toEqual([false, false, false, false, false, true]);
    // After the next ordinary rotation, there is a previous secret again.
    expect((await rotate(made.id)).body.previousExpiresAt).not.toBeNull();
  });

  it("is ended for its own function alone, and only for a person who may rotate it and says so clearly", async () => {
    const [made, other] = [await make(toolServer()), await make({ ...toolServer(), name: "autre" })];
    await end(made.id);
    expect((await signedWith(other.id))(other.secret)).toBe(true);
    expect((await end(other.id, { as: "viewer" })).status).toBe(403);
    expect((await end(other.id, { as: "outsider" })).status).toBe(404);
    for (const said of ["", "yes", "TRUE", "1", "true&endPrevious=true"]) {
      const refused = await request("POST", `/v1/functions/${other.id}/rotate-secret?endPrevious=${said}`);
      expect([refused.status, pathsOf(refused)]).toEqual([422, ["endPrevious"]]);
    }
    expect((await signedWith(other.id))(other.secret)).toBe(true);
    const kept = await request("POST", `/v1/functions/${other.id}/rotate-secret?endPrevious=false`);
    expect(kept.body.previousExpiresAt).not.toBeNull();
    expect((await signedWith(other.id))(other.secret)).toBe(true);
  });

  it("is for members of the organization, and for functions that ask a server", async () => {
    const made = await make(toolServer(), { env: DEVELOPMENT });
    expect((await rotate(made.id, { as: "viewer" })).status).toBe(403);
    expect((await rotate(made.id, { as: "outsider" })).status).toBe(404);
    expect(await rotate((await make(endCall("fin"))).id)).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  it("of a function that is older than secrets is created once, when first needed, and is seen after a rotation", async () => {
    const made = await make(toolServer(), { env: DEVELOPMENT });
    await fixture.superuser.query("delete from tool_secrets");
    await Promise.all([signedWith(made.id), signedWith(made.id)]);
    const { rows } = await fixture.superuser.query("select function_id from tool_secrets");
    expect(rows).toEqual([{ function_id: made.id }]);
    const { body } = await rotate(made.id);
    expect((await signedWith(made.id))(body.secret)).toBe(true);
  });

  it("cannot be replaced by a signature in a function's headers", async () => {
    for (const name of ["Webhook-Id", "webhook-signature", "WEBHOOK-TIMESTAMP"]) {
      const json = toolServer({ headers: [{ name, value: "forged" }] });
      expect(pathsOf(await request("POST", "/v1/functions", { json, env: DEVELOPMENT }))).toEqual([
        "settings.server.headers.0.name",
      ]);
    }
  });

  it("of an assistant is its own, and is created on request", async () => {
    const { id } = await create({ name: "Accueil" });
    const rotateIts = (init: object = {}) => request("POST", `/v1/assistants/${id}/rotate-secret`, init);
    expect(await rotateIts()).toMatchObject({ status: 200, body: { previousExpiresAt: null } });
    expect((await rotateIts()).body.previousExpiresAt).not.toBeNull();
    expect((await rotateIts({ as: "viewer" })).status).toBe(403);
    expect((await rotateIts({ as: "outsider" })).status).toBe(404);
  });

  it("of an assistant is ended at once too, when five are valid", async () => {
    const { id } = await create({ name: "Accueil" });
    const path = `/v1/assistants/${id}/rotate-secret`;
    for (let times = 0; times < 5; times++) expect((await request("POST", path)).status).toBe(200);
    expect((await request("POST", path)).status).toBe(409);
    expect(await request("POST", `${path}?endPrevious=true`)).toMatchObject({
      status: 200,
      body: { previousExpiresAt: null },
    });
    const { rows } = await fixture.superuser.query(
      "select count(*)::int as times from tool_secrets where assistant_id = $1",
      [id],
    );
    expect(rows).toEqual([{ times: 1 }]);
  });
});

describe("a time-out from before the limit", () => {
  it("is shown as the longest allowed, so that settings that were read can be sent back", async () => {
    const { id } = await make(toolServer(), { env: DEVELOPMENT });
    await fixture.superuser.query(
      "update functions set settings = jsonb_set(settings, '{settings,server,timeoutSeconds}', '60')",
    );
    const { body } = await request("GET", `/v1/functions/${id}`);
    expect(body.settings.server.timeoutSeconds).toBe(12);
    const sent = { json: { settings: body.settings }, env: DEVELOPMENT };
    expect((await request("PATCH", `/v1/functions/${id}`, sent)).status).toBe(200);
  });
});
