import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant } from "./listener.ts";
import { send } from "./vapi-messages.ts";

const WAIT = { timeout: 30_000, interval: 50 };

type Call = { id: string; vapiCallId: string; status: string; sync: { state: string; error: string | null } };
type Tenant = Organization & { assistant: { id: string; vapiAssistantId: string } };

let stack: Stack;
let victim: Tenant;
let other: Tenant;
let lines = 300;
const newNumber = () => `+33611110${(lines += 1)}`;

beforeAll(async () => {
  stack = await startStack();
  [victim, other] = await Promise.all([open(), open()]);
});
afterEach(async () => {
  stack.postgres.heal();
  await stack.vapi.clearFaults();
});
afterAll(() => stack.close());

async function open(): Promise<Tenant> {
  const owner = await stack.newOrganization();
  return { ...owner, assistant: await createAssistant(stack, owner, { recordingEnabled: true }) };
}

const get = async (by: Organization, id: string) => (await (await stack.api(`/v1/calls/${id}`, by)).json()) as Call;
const until = (by: Organization, id: string, known: Record<string, unknown>) =>
  vi.waitFor(async () => expect(await get(by, id)).toMatchObject(known), WAIT);
async function place(by: Tenant, script: unknown[]): Promise<Call> {
  const number = newNumber();
  await stack.vapi.knob("POST", "/scripts", { customerNumber: number, script });
  const json = { assistantId: by.assistant.id, customer: { number } };
  const answer = await stack.api("/v1/calls", { ...by, method: "POST", json });
  const body = (await answer.json()) as { items: Call[] };
  expect(answer.status, JSON.stringify(body)).toBe(201);
  return body.items[0] as Call;
}
const askedOf = async (vapiCallId: string) =>
  (await stack.vapi.requests())
    .filter(({ path }) => path.includes(vapiCallId))
    .map(({ method, path }) => `${method} ${path}`);

describe("an id of Vapi's that another call has", () => {
  it("is left out and logged once as an error, and the call is stored complete", async () => {
    stack.postgres.cut();
    const rung = await stack.vapi.ring({
      assistantId: victim.assistant.vapiAssistantId,
      from: newNumber(),
      script: [{ caller: "Bonjour.", assistant: "Bonjour." }, { hangUp: true }],
    });
    const id = String(rung["id"]);
    await stack.sql("insert into calls (org_id, direction, status, vapi_call_id) values ($1, 'inbound', 'ended', $2)", [
      other.organizationId,
      id,
    ]);
    stack.postgres.heal();
    await until(victim, id, { status: "ended", vapiCallId: null, sync: { state: "failed" } });
    const { items } = (await (await stack.api(`/v1/calls/${id}/messages`, victim)).json()) as { items: unknown[] };
    expect(items.length).toBeGreaterThan(1);
    const said = stack.logs().filter(({ message }) => message.includes("another call has this call's id"));
    expect(said).toHaveLength(1);
    expect(said[0]?.message).toContain('"level":"error"');
  });
});

describe("a call whose dialling has an unknown outcome", () => {
  it("is not linked to the id that a message names, and is linked to its own in the end", async () => {
    const theirs = await place(victim, [{ stay: true }]);
    await until(victim, theirs.id, { status: "in-progress" });
    await stack.vapi.fault({ webhooksDown: true });
    await stack.vapi.fault({ method: "GET", path: "/call", status: 500 });
    await stack.vapi.fault({ method: "POST", path: "/call", dropAfterWork: true, times: 1 });
    const mine = await place(other, [{ stay: true }]);
    expect(mine.sync.state).toBe("pending");
    const message = { type: "status-update", status: "in-progress", call: { id: theirs.vapiCallId } };
    await send(stack, other, message, mine.id);
    await stack.vapi.clearFaults();
    await until(other, mine.id, { sync: { state: "synced" } });
    const { vapiCallId } = await get(other, mine.id);
    expect(vapiCallId).not.toBe(theirs.vapiCallId);
    const atVapi = (await (await stack.vapi.api(`/call/${vapiCallId}`)).json()) as Record<string, unknown>;
    expect(JSON.stringify(atVapi)).toContain(mine.id);
    for (const [by, { id }] of [[other, mine] as const, [victim, theirs] as const]) {
      expect((await stack.api(`/v1/calls/${id}/end`, { ...by, method: "POST" })).status).toBe(202);
      await until(by, id, { status: "ended" });
    }
  });
});

describe("a call that Vapi does not know", () => {
  it("has its message sent again, and nothing is stored", async () => {
    const unknown = "01990000-0000-7000-8000-0000000000dd";
    const message = { type: "status-update", status: "in-progress", call: { id: unknown, type: "inboundPhoneCall" } };
    expect(await send(stack, other, message)).toContain("not_found");
    expect((await stack.api(`/v1/calls/${unknown}`, other)).status).toBe(404);
    expect((await stack.api(`/v1/calls/${unknown}/listen`, other)).status).toBe(404);
  });
});

describe("a row whose id was never checked", () => {
  const recorded = async (by: Tenant) => {
    const call = await place(by, [{ caller: "Bonjour.", assistant: "Bonjour." }, { hangUp: true }]);
    await until(by, call.id, { status: "ended", hasRecording: true });
    return call;
  };

  it("gives no access to another organization's call: not to its recording, its name or its deletion", async () => {
    const theirs = await recorded(victim);
    await stack.sql("update calls set vapi_call_id = null where id = $1", [theirs.id]);
    const [mine] = await stack.sql<{ id: string }>(
      `insert into calls (org_id, direction, status, recording, vapi_call_id)
       values ($1, 'outbound', 'ended', '{"mono": true}', $2) returning id`,
      [other.organizationId, theirs.vapiCallId],
    );
    if (mine === undefined) throw new Error("no row");
    await stack.vapi.knob("DELETE", "/requests");
    expect((await stack.api(`/v1/calls/${mine.id}/recording`, other)).status).toBe(404);
    const patch = { ...other, method: "PATCH", json: { name: "pris" } };
    expect((await stack.api(`/v1/calls/${mine.id}`, patch)).status).toBe(200);
    expect((await stack.api(`/v1/calls/${mine.id}`, { ...other, method: "DELETE" })).status).toBe(204);
    await vi.waitFor(
      async () => expect(await stack.sql("select id from calls where id = $1", [mine.id])).toEqual([]),
      WAIT,
    );
    const asked = await askedOf(theirs.vapiCallId);
    expect(new Set(asked)).toEqual(new Set([`GET /call/${theirs.vapiCallId}`]));
    const still = (await (await stack.vapi.api(`/call/${theirs.vapiCallId}`)).json()) as Record<string, unknown>;
    expect(still["name"]).not.toBe("pris");
  });

  it("is checked with Vapi, and then works for its own organization", async () => {
    const mine = await recorded(other);
    await stack.sql("update calls set is_vapi_call_checked = false where id = $1", [mine.id]);
    expect((await stack.api(`/v1/calls/${mine.id}/recording`, other)).status).toBe(200);
    expect((await stack.api(`/v1/calls/${mine.id}`, { ...other, method: "DELETE" })).status).toBe(204);
    await vi.waitFor(async () => expect((await stack.vapi.api(`/call/${mine.vapiCallId}`)).status).toBe(404), WAIT);
  });
});
