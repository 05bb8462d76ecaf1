import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack, Organization, Person } from "../stack.ts";
import { createAssistant } from "./listener.ts";

const PATIENCE = { timeout: 20_000, interval: 50 };
type Problem = { code?: string; errors?: { path: string }[] };
type Message = { id: string; callId: string; position: number; role: string; text: string | null };

let stack: Stack;
let owner: Organization;
let viewer: Person;
let outsider: Organization;
let assistantId: string;
let called = 0;
/** A new call that nobody ends. */
let callId: string;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  [owner, outsider] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
  [{ id: assistantId }, viewer] = await Promise.all([
    createAssistant(stack, owner),
    stack.newMember(owner.organizationId, "viewer"),
  ]);
});

beforeEach(async () => {
  const number = `+336222000${String(10 + called++)}`;
  await stack.vapi.knob("POST", "/scripts", { customerNumber: number, script: [{ stay: true }] });
  const { items } = await ask<{ items: { id: string }[] }>("POST", "/v1/calls", {
    assistantId,
    phoneNumberId: stack.vapi.phoneNumberId,
    customer: { number },
  });
  callId = items[0]?.id ?? "";
  await until("in-progress");
});
afterEach(async () => {
  await stack.api(`/v1/calls/${callId}/end`, { ...owner, method: "POST" });
});

async function ask<Body>(method: string, path: string, json?: unknown, as: Partial<Organization> = owner) {
  const answer = await stack.api(path, { ...as, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  // The API's own answers, whose forms its contracts check.
  return { status: answer.status, ...(text === "" ? {} : JSON.parse(text)) } as Body & Problem & { status: number };
}
const until = (status: string) =>
  vi.waitFor(async () => {
    const call = await ask<{ status: string | number }>("GET", `/v1/calls/${callId}`);
    expect(call.status).toBe(status);
  }, PATIENCE);
const send = (json: unknown, as: Partial<Organization> = owner) =>
  ask<object>("POST", `/v1/calls/${callId}/messages`, json, as);
const messages = async () => (await ask<{ items: Message[] }>("GET", `/v1/calls/${callId}/messages`)).items;
const holds = (message: Partial<Message>) =>
  vi.waitFor(
    async () => expect(await messages()).toEqual(expect.arrayContaining([expect.objectContaining(message)])),
    PATIENCE,
  );
/** The conversation at Vapi. */
async function atVapi(): Promise<{ role: string; message: string }[]> {
  const { vapiCallId } = await ask<{ vapiCallId: string }>("GET", `/v1/calls/${callId}`);
  const there = (await (await stack.vapi.api(`/call/${vapiCallId}`)).json()) as {
    messages?: { role: string; message?: string }[];
  };
  return (there.messages ?? []).map(({ role, message = "" }) => ({ role, message }));
}
const countAtVapi = async (text: string) => (await atVapi()).filter(({ message }) => message.includes(text)).length;

describe("a message to a live call", () => {
  it("is said by the assistant, and is in the conversation with its own id", async () => {
    expect((await send({ action: "say", text: "Un instant, je vérifie." })).status).toBe(202);
    await holds({ role: "assistant", text: "Un instant, je vérifie." });
    const said = (await messages()).find(({ text }) => text === "Un instant, je vérifie.");
    expect(await ask("GET", `/v1/messages/${said?.id}`)).toEqual({ status: 200, ...said });
    expect((await ask("GET", `/v1/messages/${said?.id}`, undefined, outsider)).status).toBe(404);
  });

  it("ends the call after its words, if requested", async () => {
    expect((await send({ action: "say", text: "Au revoir.", endCallAfterSpoken: true })).status).toBe(202);
    await until("ended");
    expect((await messages()).at(-1)).toMatchObject({ role: "assistant", text: "Au revoir." });
  });

  it.each([
    ["system", "system"],
    ["user", "user"],
    ["assistant", "bot"],
  ])("is added as a message of the %s, and answered unless not requested", async (role, roleAtVapi) => {
    const text = `Le docteur a du retard (${role}).`;
    const before = (await atVapi()).length;
    expect((await send({ action: "add", role, text, triggerResponse: false })).status).toBe(202);
    await vi.waitFor(async () => expect(await countAtVapi(text)).toBe(1), PATIENCE);
    expect((await send({ action: "add", role, text: `${text} Vraiment.` })).status).toBe(202);
    await vi.waitFor(async () => {
      const added = (await atVapi()).slice(before);
      expect(added).toEqual([
        { role: roleAtVapi, message: text },
        { role: roleAtVapi, message: `${text} Vraiment.` },
        { role: "bot", message: expect.any(String) },
      ]);
    }, PATIENCE);
  });

  it("has a largest length, and a valid action and role", async () => {
    const paths = async (json: unknown) => (await send(json)).errors?.map(({ path }) => path);
    expect((await send({ action: "say", text: "x".repeat(1000) })).status).toBe(202);
    expect((await send({ action: "add", role: "system", text: "x".repeat(5000) })).status).toBe(202);
    expect(await paths({ action: "say", text: "x".repeat(1001) })).toEqual(["text"]);
    expect(await paths({ action: "add", role: "system", text: "x".repeat(5001) })).toEqual(["text"]);
    expect(await paths({ action: "say", text: "  " })).toEqual(["text"]);
    expect(await paths({ action: "add", role: "tool", text: "x" })).toEqual(["role"]);
    expect(await paths({ action: "shout", text: "x" })).toEqual(["action"]);
    expect(await paths({ action: "say", text: "a\u0000b" })).toEqual(["text"]);
  });

  it("is added once when it is sent twice with a key", async () => {
    const init = {
      ...owner,
      method: "POST",
      json: { action: "say", text: "Une seule fois." },
      headers: { "idempotency-key": crypto.randomUUID() },
    };
    const path = `/v1/calls/${callId}/messages`;
    expect((await stack.api(path, init)).status).toBe(202);
    expect((await stack.api(path, init)).headers.get("idempotent-replayed")).toBe("true");
    await holds({ text: "Une seule fois." });
    expect(await countAtVapi("Une seule fois.")).toBe(1);
  });

  it("is sent by members, and refused from all others", async () => {
    const say = { action: "say", text: "À l’improviste." };
    expect((await send(say, { ...owner, token: viewer.token })).status).toBe(403);
    expect((await send(say, outsider)).status).toBe(404);
    expect((await ask("GET", `/v1/calls/${callId}/messages`, undefined, outsider)).status).toBe(404);
    expect(await countAtVapi("À l’improviste.")).toBe(0);
  });
});

describe("a message to a call that has ended", () => {
  it.each([
    { action: "say", text: "Allô ?" },
    { action: "add", role: "system", text: "Trop tard." },
  ])("is refused: $action", async (message) => {
    await stack.api(`/v1/calls/${callId}/end`, { ...owner, method: "POST" });
    await until("ended");
    expect(await send(message)).toMatchObject({ status: 409, code: "call_not_live" });
  });
});
