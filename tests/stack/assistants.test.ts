import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";

/** The mirror's pause between tries; a claim lasts six of them. */
const DELAY_MS = 300;
const PATIENCE = { timeout: 20_000, interval: 50 };

type Assistant = {
  id: string;
  name: string;
  version: number;
  vapiAssistantId: string | null;
  sync: { state: string; error: string | null };
};
type AtVapi = { id: string; name: string; metadata?: { allokoliId?: string; allokoliOrgId?: string } };
type Row = { id: string; name: string; sync_state: string; vapi_assistant_id: string | null; deleted_at: Date | null };

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-assistants": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS) } } });
});
afterEach(async () => {
  stack.postgres.heal();
  await stack.vapi.clearFaults();
});
afterAll(() => stack.close());

const call = async (method: string, path: string, init: { json?: unknown; headers?: Record<string, string> } = {}) => {
  const answer = await stack.api(path, { token: owner.token, method, ...init });
  const text = await answer.text();
  return { status: answer.status, etag: answer.headers.get("etag"), body: text === "" ? undefined : JSON.parse(text) };
};
const create = async (name: string): Promise<Assistant> =>
  (await call("POST", "/v1/assistants", { json: { name } })).body;
const find = async (id: string): Promise<Assistant> => (await call("GET", `/v1/assistants/${id}`)).body;

const rows = () => stack.sql<Row>("select * from assistants where org_id = $1", [owner.organizationId]);
/** The assistants of this organization at Vapi. */
async function atVapi(): Promise<AtVapi[]> {
  const answer = await stack.vapi.api("/assistant");
  const all = (await answer.json()) as AtVapi[];
  return all.filter(({ metadata }) => metadata?.allokoliOrgId === owner.organizationId);
}

/** The invariant: every row has exactly one counterpart, with its name, and there is nothing else. */
const converged = () =>
  vi.waitFor(async () => {
    const [wanted, made] = [await rows(), await atVapi()];
    expect(wanted.every(({ sync_state, deleted_at }) => sync_state === "synced" && deleted_at === null)).toBe(true);
    const pairs = made.map(({ id, name, metadata }) => ({ id: metadata?.allokoliId, vapi_assistant_id: id, name }));
    expect(pairs).toHaveLength(wanted.length);
    expect(pairs).toEqual(
      expect.arrayContaining(wanted.map(({ id, vapi_assistant_id, name }) => ({ id, vapi_assistant_id, name }))),
    );
    return wanted;
  }, PATIENCE);

/** Waits until the Worker has sent Vapi this request. */
const asked = (method: string, path: string) =>
  vi.waitFor(async () => expect(await stack.vapi.requests({ method, path })).not.toHaveLength(0), PATIENCE);

beforeAll(async () => {
  owner = await stack.newOrganization();
});

describe("an assistant's life", () => {
  it("is created, changed, restored and deleted, here and at Vapi", async () => {
    const made = await call("POST", "/v1/assistants", { json: { name: "Accueil" } });
    expect(made).toMatchObject({ status: 201, etag: '"1"', body: { sync: { state: "synced" } } });
    const { id } = made.body;
    const changed = await call("PATCH", `/v1/assistants/${id}`, {
      json: { name: "Standard" },
      headers: { "if-match": '"1"' },
    });
    expect(changed).toMatchObject({ status: 200, etag: '"2"', body: { name: "Standard", version: 2 } });
    const stale = await call("PATCH", `/v1/assistants/${id}`, {
      json: { name: "Autre" },
      headers: { "if-match": '"1"' },
    });
    expect(stale).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
    expect((await call("POST", `/v1/assistants/${id}/versions/1/restore`)).body).toMatchObject({
      name: "Accueil",
      version: 3,
    });
    const { items } = (await call("GET", `/v1/assistants/${id}/versions`)).body;
    expect(items).toMatchObject([{ version: 3, restoredFrom: 1 }, { version: 2 }, { version: 1 }]);
    await converged();
    expect((await call("DELETE", `/v1/assistants/${id}`)).status).toBe(204);
    expect((await call("GET", `/v1/assistants/${id}`)).status).toBe(404);
    await converged();
    expect(await rows()).toEqual([]);
  });

  it("chats, word by word", async () => {
    const { id } = await create("Causeur");
    const answer = await stack.api(`/v1/assistants/${id}/chat`, {
      token: owner.token,
      method: "POST",
      json: { message: "Bonjour !" },
    });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const text = await answer.text();
    expect(text).toContain("event: delta");
    expect(text).toMatch(/event: done\ndata: \{"chatId":"[^"]+"\}\n\n$/);
  });
});

describe("when Vapi has faults", () => {
  const days = [{ dropAfterWork: true }, { dropBefore: true }, { status: 500 }, { status: 429 }, { html200: true }];
  // The SDK tries changes and deletions three times itself, a second and more apart.
  const slowDays = [{ dropAfterWork: true }, { status: 500 }];

  it.each(days)("a creation succeeds, and is made once in the end: %j", async (day) => {
    await stack.vapi.fault({ method: "POST", path: "/assistant", times: 1, ...day });
    const { status, body } = await call("POST", "/v1/assistants", { json: { name: "Patience" } });
    expect(status).toBe(201);
    expect(body.sync.state).toBe("pending");
    await converged();
    expect((await find(body.id)).sync).toEqual({ state: "synced", error: null });
  });

  it.each(slowDays)("a change succeeds, and reaches Vapi in the end: %j", async (day) => {
    const { id } = await create("Avant");
    await stack.vapi.fault({ method: "PATCH", path: "/assistant/*", times: 3, ...day });
    expect((await call("PATCH", `/v1/assistants/${id}`, { json: { name: "Après" } })).status).toBe(200);
    await converged();
    expect((await find(id)).name).toBe("Après");
  });

  it.each(slowDays)("a deletion succeeds at once, and reaches Vapi in the end: %j", async (day) => {
    const { id } = await create("Parti");
    await stack.vapi.fault({ method: "DELETE", path: "/assistant/*", times: 3, ...day });
    expect((await call("DELETE", `/v1/assistants/${id}`)).status).toBe(204);
    expect((await call("GET", `/v1/assistants/${id}`)).status).toBe(404);
    await converged();
    expect((await rows()).map((row) => row.id)).not.toContain(id);
  });

  it("a refusal changes nothing, and gives the reason with our field names", async () => {
    const { id } = await create("Sage");
    const refused = await call("PATCH", `/v1/assistants/${id}`, { json: { model: "gpt-nothing" } });
    expect(refused).toMatchObject({ status: 422, body: { code: "vapi_refused", errors: [{ path: "model" }] } });
    expect(await call("POST", "/v1/assistants", { json: { name: "Fou", model: "gpt-nothing" } })).toMatchObject({
      status: 422,
    });
    expect((await find(id)).version).toBe(1);
    await converged();
  });

  it("somebody deletes it at Vapi: the next change creates it again", async () => {
    const { id, vapiAssistantId } = await create("Revenant");
    await stack.vapi.api(`/assistant/${vapiAssistantId}`, { method: "DELETE" });
    await call("PATCH", `/v1/assistants/${id}`, { json: { name: "Revenu" } });
    await converged();
  });
});

describe("when a process dies", () => {
  /** Vapi has done it, and does not say so before `clearFaults`. */
  const UNANSWERED = { holdAnswer: true, times: 1 };
  /** Vapi has it before it, and never does it. */
  const UNDONE = { hang: true, times: 1 };
  const madeAtVapi = (name: string) =>
    vi.waitFor(async () => expect((await atVapi()).map((one) => one.name)).toContain(name), PATIENCE);
  const death = (work: Promise<unknown>) =>
    work.then(
      () => "answered",
      () => "died",
    );

  it("in the middle of a creation: one at Vapi and one row, linked to each other", async () => {
    await stack.vapi.fault({ method: "POST", path: "/assistant", ...UNANSWERED });
    const lost = death(call("POST", "/v1/assistants", { json: { name: "Orpheline" } }));
    await madeAtVapi("Orpheline");
    await stack.restartWorkers();
    expect(await lost).toBe("died");
    const wanted = await converged();
    expect(wanted.filter(({ name }) => name === "Orpheline")).toHaveLength(1);
  });

  it("in the middle of a change", async () => {
    const { id } = await create("Debout");
    await stack.vapi.knob("DELETE", "/requests");
    await stack.vapi.fault({ method: "PATCH", path: "/assistant/*", ...UNDONE });
    const lost = death(call("PATCH", `/v1/assistants/${id}`, { json: { name: "Relevée" } }));
    await asked("PATCH", "/assistant");
    await stack.restartWorkers();
    expect(await lost).toBe("died");
    await converged();
    expect((await find(id)).name).toBe("Relevée");
  });

  it("in the middle of a deletion", async () => {
    const { id } = await create("Partante");
    await stack.vapi.knob("DELETE", "/requests");
    await stack.vapi.fault({ method: "DELETE", path: "/assistant/*", ...UNDONE });
    await call("DELETE", `/v1/assistants/${id}`);
    await asked("DELETE", "/assistant");
    await stack.restartWorkers();
    await converged();
    expect((await rows()).map((row) => row.id)).not.toContain(id);
  });

  it("Postgres fails while Vapi works: the person gets an error, and nothing is made twice", async () => {
    await stack.vapi.fault({ method: "POST", path: "/assistant", ...UNANSWERED });
    const lost = call("POST", "/v1/assistants", { json: { name: "Coupée" } });
    await madeAtVapi("Coupée");
    stack.postgres.cut();
    await stack.vapi.clearFaults();
    expect(await lost).toMatchObject({ status: 503, body: { code: "database_unavailable" } });
    stack.postgres.heal();
    const wanted = await converged();
    expect(wanted.filter(({ name }) => name === "Coupée")).toHaveLength(1);
  });

  it("a repeated Idempotency-Key finds the creation that the dead request began", async () => {
    const headers = { "idempotency-key": "after-the-storm" };
    await stack.vapi.fault({ method: "POST", path: "/assistant", ...UNANSWERED });
    const lost = call("POST", "/v1/assistants", { json: { name: "Reprise" }, headers });
    await madeAtVapi("Reprise");
    stack.postgres.cut();
    await stack.vapi.clearFaults();
    expect((await lost).status).toBe(503);
    stack.postgres.heal();
    await stack.sql("update idempotency_keys set locked_until = now()");
    const again = await call("POST", "/v1/assistants", { json: { name: "Reprise" }, headers });
    expect(again.status).toBe(201);
    const wanted = await converged();
    expect(wanted.filter(({ name }) => name === "Reprise").map(({ id }) => id)).toEqual([again.body.id]);
  });
});

describe("who may", () => {
  it("a viewer only reads, an outsider finds nothing", async () => {
    const { id } = await create("Gardée");
    const viewer = await stack.newMember(owner.organizationId, "viewer");
    const outsider = await stack.newOrganization();
    const as = async (token: string, method: string, path: string, json?: unknown) =>
      (await stack.api(path, { token, method, ...(json !== undefined && { json }) })).status;
    expect(await as(viewer.token, "GET", `/v1/assistants/${id}`)).toBe(200);
    expect(await as(viewer.token, "PATCH", `/v1/assistants/${id}`, { name: "Autre" })).toBe(403);
    expect(await as(viewer.token, "DELETE", `/v1/assistants/${id}`)).toBe(403);
    expect(await as(viewer.token, "POST", `/v1/assistants/${id}/chat`, { message: "Bonjour" })).toBe(403);
    expect(await as(outsider.token, "GET", `/v1/assistants/${id}`)).toBe(404);
    expect(await as(outsider.token, "POST", `/v1/assistants/${id}/versions/1/restore`)).toBe(404);
  });
});
