import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Organization, type Stack } from "../stack.ts";
import { createAssistant } from "./listener.ts";

// A person speaks with an assistant from their browser: the room is made here, with a key that no page has.

const WAIT = { timeout: 60_000, interval: 200 };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

type Who = Pick<Organization, "token" | "organizationId">;
async function speak(who: Partial<Who>, assistantId: string, key?: string) {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  const answer = await stack.api("/v1/calls/web", { ...who, method: "POST", headers, json: { assistantId } });
  // The API's own answers, whose forms its contracts check.
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const roomsMade = async () => (await stack.vapi.requests({ method: "POST", path: "/call/web" })).length;

describe("a call from a browser", () => {
  it("is the organization's, has its words and its report, and is nobody's to call back", async () => {
    const owner = await stack.newOrganization();
    const assistant = await createAssistant(stack, owner);
    const { status, body } = await speak(owner, assistant.id);
    expect([status, Object.keys(body).toSorted()]).toEqual([201, ["id", "url"]]);
    const call = await vi.waitFor(async () => {
      const answer = await stack.api(`/v1/calls/${String(body["id"])}`, owner);
      const read = (await answer.json()) as Record<string, unknown>;
      expect(read).toMatchObject({ status: "ended", direction: "web", assistant: { id: assistant.id } });
      expect(read["summary"]).toEqual(expect.any(String));
      return read;
    }, WAIT);
    expect(call["customer"]).toEqual({ number: null, name: null });
    const attention = await (await stack.api("/v1/me/attention", owner)).json();
    expect(attention).toMatchObject({ toCallBack: 0 });
    const log = await (await stack.api("/v1/logs", owner)).text();
    expect(log).toContain("call.created");
    expect(JSON.stringify([body, call, log])).not.toContain(stack.secrets.vapiPublicKey);
  });

  it("is for members, for an assistant of their organization, and for people alone", async () => {
    const [owner, other] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
    const assistant = await createAssistant(stack, owner);
    const viewer = { ...(await stack.newMember(owner.organizationId, "viewer")), organizationId: owner.organizationId };
    const key = { ...(await stack.newApiKey(owner, "admin")), organizationId: owner.organizationId };
    const before = await roomsMade();
    expect(await speak(viewer, assistant.id)).toMatchObject({ status: 403, body: { code: "role_too_low" } });
    expect(await speak(key, assistant.id)).toMatchObject({ status: 403, body: { code: "not_for_api_keys" } });
    expect(await speak(other, assistant.id)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "assistantId" }] },
    });
    expect((await speak({}, assistant.id)).status).toBe(401);
    expect(await roomsMade()).toBe(before);
  });

  it("has one room however often the same is asked", async () => {
    const owner = await stack.newOrganization();
    const assistant = await createAssistant(stack, owner);
    const before = await roomsMade();
    const key = crypto.randomUUID();
    const first = await speak(owner, assistant.id, key);
    expect(first.status).toBe(201);
    expect(await speak(owner, assistant.id, key)).toEqual(first);
    expect(await roomsMade()).toBe(before + 1);
    const another = await createAssistant(stack, owner);
    expect(await speak(owner, another.id, key)).toMatchObject({
      status: 422,
      body: { code: "idempotency_key_reused" },
    });
    // Whoever has the address can join: it is told to whom it was made for alone.
    const member = { ...(await stack.newMember(owner.organizationId, "member")), organizationId: owner.organizationId };
    const theirs = await speak(member, assistant.id, key);
    expect([theirs.status, theirs.body["url"] === first.body["url"]]).toEqual([201, false]);
  });

  it("says whether it is set up to every member, and to no key", async () => {
    const owner = await stack.newOrganization();
    const viewer = { ...(await stack.newMember(owner.organizationId, "viewer")), organizationId: owner.organizationId };
    const key = { ...(await stack.newApiKey(owner, "admin")), organizationId: owner.organizationId };
    const ask = async (who: Partial<Who>) => {
      const answer = await stack.api("/v1/calls/web", who);
      return [answer.status, await answer.json()];
    };
    expect(await ask(viewer)).toEqual([200, { isSetUp: true }]);
    expect(await ask(key)).toEqual([403, expect.objectContaining({ code: "not_for_api_keys" })]);
    expect((await ask({}))[0]).toBe(401);
  });

  it("takes a place of the plan's calls at once, and of its minutes", async () => {
    const owner = await stack.newOrganization();
    const assistant = await createAssistant(stack, owner);
    const before = await roomsMade();
    await stack.sql(
      "insert into calls (org_id, direction, status) select $1, 'inbound', 'in-progress' from generate_series(1, 10)",
      [owner.organizationId],
    );
    expect(await speak(owner, assistant.id)).toMatchObject({
      status: 403,
      body: { code: "limit_reached", limit: { name: "callsAtOnce" } },
    });
    expect(await roomsMade()).toBe(before);
  });

  it("is refused in words when Vapi does not answer", async () => {
    const owner = await stack.newOrganization();
    const assistant = await createAssistant(stack, owner);
    await stack.vapi.fault({ method: "POST", path: "/call/web", status: 503 });
    expect(await speak(owner, assistant.id)).toMatchObject({ status: 502, body: { code: "vapi_unavailable" } });
    await stack.vapi.clearFaults();
  });
});

it("is not configured without Vapi's public key, and nothing else is", async () => {
  const without = await startStack({ vars: { "allokoli-calls": { VAPI_PUBLIC_KEY: "" } } });
  try {
    const owner = await without.newOrganization();
    const { id } = await createAssistant(without, owner);
    const answer = await without.api("/v1/calls/web", { ...owner, method: "POST", json: { assistantId: id } });
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: "misconfigured" })]);
    expect(await (await without.api("/v1/calls/web", owner)).json()).toEqual({ isSetUp: false });
    expect((await without.api("/v1/calls", owner)).status).toBe(200);
  } finally {
    await without.close();
  }
});
