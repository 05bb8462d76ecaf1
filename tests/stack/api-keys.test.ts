import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createSecret } from "../../services/gateway/src/auth/api-key-secret.ts";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant, listen } from "./listener.ts";

// What a script may do with an API key of its organization, through the real gateway and every Worker behind it.
let stack: Stack;
let owner: Organization;
let assistant: { id: string; vapiAssistantId: string };

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-calls": { HEARTBEAT_MS: "100", MEMBERSHIP_CHECK_MS: "200" } } });
  owner = await stack.newOrganization();
  assistant = await createAssistant(stack, owner, { endCallPhrases: [] });
});
afterEach(() => stack.postgres.heal());
afterAll(() => stack.close());

type Json = Record<string, unknown>;
const WAIT = { timeout: 15_000, interval: 100 };

async function ask(path: string, as: { token: string; organizationId?: string }, method = "GET", json?: object) {
  const answer = await stack.api(path, { ...as, method, ...(json && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Json };
}
const codeOf = ({ status, body }: { status: number; body: Json }) => [status, body["code"]];
const revoke = (id: string) => ask(`/v1/api-keys/${id}`, owner, "DELETE");

describe("an API key", () => {
  it("works like a member: creates, calls and deletes, and is named as the author", async () => {
    const key = await stack.newApiKey(owner, "member");
    const made = await ask("/v1/assistants", key, "POST", { name: "Par script" });
    expect(made.status).toBe(201);
    const id = String(made.body["id"]);
    const [version] = (await ask(`/v1/assistants/${id}/versions`, owner)).body["items"] as Json[];
    expect(version?.["author"]).toEqual({ id: key.id, name: "member" });
    const called = await ask("/v1/calls", key, "POST", { assistantId: id, customer: { number: "+33612345678" } });
    expect(called.status).toBe(201);
    const form = new FormData();
    form.append("file", new File(["Ouvert le samedi."], "horaires.txt"));
    expect((await stack.api("/v1/files", { ...key, method: "POST", body: form })).status).toBe(201);
    expect((await ask(`/v1/assistants/${id}`, key, "DELETE")).status).toBe(204);
    const rows = await stack.sql<{ action: string }>(
      "select action from audit_log where actor_id = $1 and actor_kind = 'api_key' order by created_at, id",
      [key.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      "assistant.created",
      "call.created",
      "file.created",
      "assistant.deleted",
    ]);
  });

  it("has its own Idempotency-Keys, separate from those of people and other API keys", async () => {
    const [one, other] = [await stack.newApiKey(owner, "member"), await stack.newApiKey(owner, "member")];
    const create = async (as: { token: string; organizationId?: string }, name: string) => {
      const headers = { "idempotency-key": "the-same" };
      const answer = await stack.api("/v1/knowledge-bases", { ...as, method: "POST", json: { name }, headers });
      return [answer.status, answer.headers.get("idempotent-replayed")];
    };
    expect(await create(one, "a")).toEqual([201, null]);
    expect(await create(other, "b")).toEqual([201, null]);
    expect(await create(owner, "c")).toEqual([201, null]);
    expect(await create(one, "a")).toEqual([201, "true"]);
  });

  it("may do no more than its role, and an admin's key nothing that concerns people", async () => {
    const [viewer, member, admin] = await Promise.all(
      (["viewer", "member", "admin"] as const).map((role) => stack.newApiKey(owner, role)),
    );
    if (viewer === undefined || member === undefined || admin === undefined) throw new Error("no keys");
    expect(codeOf(await ask("/v1/assistants", viewer, "POST", { name: "x" }))).toEqual([403, "insufficient_scope"]);
    const writing = await stack.newApiKey(owner, "member", ["write"]);
    await stack.api(`/v1/api-keys/${writing.id}`, { ...owner, method: "PATCH", json: { role: "viewer" } });
    expect(codeOf(await ask("/v1/assistants", writing, "POST", { name: "x" }))).toEqual([403, "role_too_low"]);
    expect(codeOf(await ask("/v1/organization", member, "PATCH", { name: "x" }))).toEqual([403, "role_too_low"]);
    expect((await ask("/v1/organization", admin, "PATCH", { name: "Cabinet du Parc" })).status).toBe(200);
    for (const path of ["/v1/organizations", "/v1/organization/members", "/v1/api-keys"]) {
      expect(codeOf(await ask(path, admin))).toEqual([403, "not_for_api_keys"]);
    }
    const ownKey = await ask(`/v1/api-keys/${member.id}`, admin, "PATCH", { role: "admin" });
    expect(codeOf(ownKey)).toEqual([403, "not_for_api_keys"]);
  });

  it("with nothing but webhooks keeps its own subscriptions, and hears nothing more once it is revoked", async () => {
    const [zapier, make] = await Promise.all([
      stack.newApiKey(owner, "viewer", ["webhooks"]),
      stack.newApiKey(owner, "viewer", ["webhooks"]),
    ]);
    const subscribe = (as: { token: string }) =>
      ask("/v1/webhooks", as, "POST", { url: "https://hooks.example.com/1", eventTypes: ["call.report"] });
    const [own, foreign] = [await subscribe(zapier), await subscribe(make)];
    expect([own.status, foreign.status]).toEqual([201, 201]);
    const at = ({ body }: { body: Json }) => `/v1/webhooks/${String(body["id"])}`;
    expect((await ask("/v1/webhooks", zapier)).body["items"]).toMatchObject([{ id: own.body["id"] }]);
    for (const method of ["GET", "DELETE"]) {
      expect(codeOf(await ask(at(foreign), zapier, method))).toEqual([404, "not_found"]);
    }
    for (const [path, method] of [["/v1/events"], [at(own), "PATCH"], [`${at(own)}/ping`, "POST"]] as const) {
      expect(codeOf(await ask(path, zapier, method, method && {}))).toEqual([403, "insufficient_scope"]);
    }
    expect((await ask(at(own), zapier, "DELETE")).status).toBe(204);
    expect((await ask(at(own), zapier, "DELETE")).status).toBe(204);
    await revoke(make.id);
    expect((await ask(at(foreign), owner)).body).toMatchObject({ state: "disabled" });
  });

  it("works only for its own organization", async () => {
    const outsider = await stack.newOrganization();
    const key = await stack.newApiKey(outsider, "admin");
    const asked = { ...key, organizationId: owner.organizationId };
    expect(codeOf(await ask("/v1/assistants", asked))).toEqual([403, "not_a_member"]);
    expect(codeOf(await ask(`/v1/assistants/${assistant.id}`, key))).toEqual([404, "not_found"]);
    expect((await ask("/v1/assistants", key)).body["items"]).toEqual([]);
  });

  it("is invalid from its expiry on", async () => {
    const key = await stack.newApiKey(owner, "member");
    expect((await ask("/v1/assistants", key)).status).toBe(200);
    await stack.sql("update api_keys set expires_at = now() where id = $1", [key.id]);
    expect(codeOf(await ask("/v1/assistants", key))).toEqual([401, "unauthorized"]);
    expect(codeOf(await ask("/v1/assistants", key, "POST", { name: "x" }))).toEqual([401, "unauthorized"]);
  });

  it("when revoked, loses its open streams, and opens no other", async () => {
    const key = await stack.newApiKey(owner, "viewer");
    const script = [{ caller: "Bonjour.", assistant: "Bonjour." }, { hangUp: true }];
    const ring = { assistantId: assistant.vapiAssistantId, script, pauseAt: 1 };
    const id = String((await stack.vapi.ring(ring)).id);
    await vi.waitFor(async () => expect((await ask(`/v1/calls/${id}`, key)).status).toBe(200), WAIT);
    const of = { token: key.token, organizationId: owner.organizationId };
    const streams = await Promise.all([
      listen(stack, `/v1/calls/${id}/listen`, of),
      listen(stack, "/v1/calls/live", of),
    ]);
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    await vi.waitFor(() => expect(streams.every(({ heard }) => heard.length > 0)).toBe(true), WAIT);
    expect(streams.map((stream) => stream.isOver())).toEqual([false, false]);
    await revoke(key.id);
    await Promise.all(streams.map(({ over }) => over));
    expect(codeOf(await ask(`/v1/calls/${id}/listen`, key))).toEqual([401, "unauthorized"]);
    await stack.vapi.knob("POST", `/calls/${id}/resume`);
  });

  it("is still recognized while Postgres is unavailable, when an unknown key is not called invalid", async () => {
    const key = await stack.newApiKey(owner, "viewer");
    expect((await ask("/v1/assistants", key)).status).toBe(200);
    stack.postgres.cut();
    expect(codeOf(await ask("/v1/assistants", key))).toEqual([503, "database_unavailable"]);
    expect(codeOf(await ask("/v1/assistants", { token: createSecret() }))).toEqual([503, "database_unavailable"]);
  });

  it("says when it was last used", async () => {
    const key = await stack.newApiKey(owner, "viewer");
    await ask("/v1/assistants", key);
    await vi.waitFor(async () => {
      const { body } = await ask(`/v1/api-keys/${key.id}`, owner);
      expect(Date.now() - Date.parse(String(body["lastUsedAt"]))).toBeLessThan(60_000);
    }, WAIT);
  });
});

describe("guessing", () => {
  it("finds no key, gets no hint, and leaves no key in the logs", async () => {
    const key = await stack.newApiKey(owner, "admin");
    const guesses = Array.from({ length: 20 }, () => createSecret());
    const typo = key.token.slice(0, -1) + (key.token.endsWith("0") ? "1" : "0");
    const bodies = new Set<string>();
    for (const token of [...guesses, typo, key.token.toLowerCase(), "alk_", `${key.token} `.repeat(2).trim()]) {
      const answer = await stack.api("/v1/assistants", { token, headers: { "x-request-id": "guess" } });
      expect(answer.status).toBe(401);
      bodies.add(await answer.text());
    }
    expect(bodies.size).toBe(1);
    const logged = stack.logs().map(({ message }) => message);
    expect(logged.some((line) => line.includes("guess"))).toBe(true);
    expect(logged.filter((line) => line.includes("alk_"))).toEqual([]);
  });
});
