import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readApp } from "../make/app.ts";
import { Interface, Samples } from "../make/format.ts";
import { connect, makeOf, MakeError } from "../make/run.ts";
import { startReceiver, type Receiver } from "../receiver.ts";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";
import { createAssistant } from "./listener.ts";

// Every request of integrations/make against the real API, in the role of Make.
const WAIT = { timeout: 60_000, interval: 200 };
type Json = Record<string, unknown>;

const app = readApp();
let stack: Stack;
let receiver: Receiver;
let owner: Organization;
let assistantId: string;
let make: ReturnType<typeof makeOf>;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  receiver = await startReceiver();
  stack.allowEgress(receiver.url);
  owner = await stack.newOrganization();
  ({ id: assistantId } = await createAssistant(stack, owner, { name: "Accueil" }));
  make = await connected({ role: "member", scopes: ["read", "write", "calls", "webhooks"] });
});
afterAll(async () => {
  await receiver.close();
});

/** As a person of the practice would make it for Make: a member's, with no more than it needs. */
async function newKey(json: Json): Promise<string> {
  const made = await stack.api("/v1/api-keys", { ...owner, method: "POST", json: { name: "Make", ...json } });
  return ((await made.json()) as { key: string }).key;
}
const connected = async (json: Json) => makeOf(app, { url: stack.urls.api, apiKey: await newKey(json) });
const one = async (module: string, parameters: Json) => (await make.module(module, parameters))[0] as Json;

test("a connection is named after the organization and its key", async () => {
  const apiKey = await newKey({ role: "viewer" });
  const { label, uid } = await connect(app, { url: stack.urls.api, apiKey });
  expect(label).toMatch(/, clé Make$/);
  expect(uid).toBe(owner.organizationId);
});

test("a scenario's life: subscribed, the report of a call that another module placed arrives, unsubscribed", async () => {
  const webhook = await make.attach("call-report", `${receiver.url}/hook`);
  const parameters = { assistantId, number: "06 12 34 56 78", name: "M. Petit", idempotencyKey: randomUUID() };
  const call = await one("create-call", parameters);
  expect(call).toMatchObject({ direction: "outbound", customer: { number: "+33612345678", name: "M. Petit" } });
  expect(await one("create-call", parameters)).toMatchObject({ id: call["id"] });

  const [delivered] = await vi.waitFor(() => {
    expect(receiver.at("/hook")).toHaveLength(1);
    return receiver.at("/hook");
  }, WAIT);
  const bundle = make.receive("call-report", delivered?.body) as Json;
  expect(bundle).toMatchObject({ type: "call.report", data: { callId: call["id"] } });
  const sample = app.code("module", "watch-call-report", "samples", Samples) ?? {};
  expect(Object.keys(bundle)).toEqual(expect.arrayContaining(Object.keys(sample)));
  expect(Object.keys(bundle["data"] as Json)).toEqual(expect.arrayContaining(Object.keys(sample["data"] as Json)));

  expect(await make.detach("call-report", webhook)).toBe(204);
  expect(await (await stack.api("/v1/webhooks", owner)).json()).toMatchObject({ items: [] });
  const read = await one("get-call", { callId: call["id"] });
  expect(read).toMatchObject({ status: "ended", summary: expect.any(String) });
  const fields = app.code("module", "get-call", "interface", Interface) ?? [];
  expect(Object.keys(read)).toEqual(expect.arrayContaining(fields.map(({ name }) => name)));
});

test.each(Object.keys(app.app.components.webhook))("the trigger %s subscribes and unsubscribes", async (trigger) => {
  const webhook = await make.attach(trigger, `${receiver.url}/${trigger}`);
  const id = String(webhook["externalHookId"]);
  const [event] = ((await (await stack.api(`/v1/webhooks/${id}`, owner)).json()) as { eventTypes: string[] })
    .eventTypes;
  const sample = app.code("module", `watch-${trigger}`, "samples", Samples);
  expect(sample?.["type"]).toBe(event);
  expect(await make.detach(trigger, webhook)).toBe(204);
  // Make may ask twice.
  expect(await make.detach(trigger, webhook)).toBe(204);
});

describe("with a past", () => {
  beforeAll(async () => {
    await stack.sql(
      `insert into public.calls (id, org_id, direction, status, customer_number, created_at, ended_at)
       select gen_random_uuid(), $1, 'inbound', 'ended', '+336000' || (10000 + n), now() - n * interval '1 minute', now()
       from generate_series(1, 120) n`,
      [owner.organizationId],
    );
    await stack.sql(
      `insert into public.caller_messages (id, org_id, tool_call_id, caller_name, body, is_urgent)
       values ($1, $2, 'a', 'Hugo Lefèvre', 'Rappelez-moi.', true), ($3, $2, 'b', 'Ana Martin', 'Merci.', false)`,
      [randomUUID(), owner.organizationId, randomUUID()],
    );
  });

  test("a search gives as many as asked for, over several pages, each once", async () => {
    const found = (await make.module("search-calls", { number: "+336000", limit: 110 })) as { id: string }[];
    expect(found).toHaveLength(110);
    expect(new Set(found.map(({ id }) => id)).size).toBe(110);
    expect(await make.module("search-calls", { number: "+33600010007", limit: 10 })).toHaveLength(1);
    const lately = { from: new Date(Date.now() - 10.5 * 60_000), to: new Date(), direction: "inbound", limit: 50 };
    expect(await make.module("search-calls", lately)).toHaveLength(10);
    expect(await make.module("search-calls", { toCallBack: true, words: "rien de tel", limit: 5 })).toEqual([]);
  });

  test("a message is found, marked as done, and found among those that are", async () => {
    const [message] = (await make.module("search-messages", { done: "open", urgent: true, limit: 5 })) as {
      id: string;
    }[];
    expect(message).toMatchObject({ callerName: "Hugo Lefèvre" });
    const marked = await one("mark-message", { messageId: message?.id, done: true, note: "Rappelé." });
    expect(marked).toMatchObject({ handledAt: expect.any(String), note: "Rappelé." });
    expect(await make.module("search-messages", { done: "done", limit: 5 })).toMatchObject([{ id: message?.id }]);
    expect(await make.module("search-messages", { done: "all", words: "merci", limit: 5 })).toHaveLength(1);
  });
});

test("an assistant is made from a trade, and found by its name", async () => {
  const made = await one("create-assistant", { language: "fr", trade: "garage", business: "Garage du Port" });
  expect(made).toMatchObject({ name: expect.any(String), language: "fr" });
  const name = String(made["name"]);
  expect(await make.module("search-assistants", { name, limit: 10 })).toMatchObject([{ id: made["id"] }]);
});

test.each(Object.keys(app.app.components.rpc))(
  "the list %s offers a label and a value for each choice",
  async (rpc) => {
    const options = (await make.rpc(rpc)) as { label: string; value: string }[];
    for (const option of options)
      expect(option).toEqual({ label: expect.stringMatching(/\S/), value: expect.stringMatching(/\S/) });
    if (rpc === "list-assistants") expect(options).toContainEqual({ label: "Accueil", value: assistantId });
    if (rpc === "list-trades") expect(options.length).toBeGreaterThan(5);
  },
);

test("any other operation can be asked, at the address of the connection alone", async () => {
  const answer = await one("api-call", { path: "event-types", method: "GET", qs: {}, headers: {} });
  expect(answer).toMatchObject({ statusCode: 200, body: { items: expect.any(Array) } });
});

describe("what is refused", () => {
  test("is an error that Make knows, with the API's words", async () => {
    const call = one("create-call", { assistantId, number: "12" });
    await expect(call).rejects.toMatchObject({
      type: "DataError",
      message: expect.stringMatching(/^\[422\] \S.* \(\S+\)$/),
    });
    const [ended] = (await make.module("search-calls", { limit: 1 })) as { id: string }[];
    const saying = one("say-in-call", { callId: ended?.id, text: "Bonjour", endCall: false });
    await expect(saying).rejects.toMatchObject({ type: "DataError", message: expect.stringContaining("[409]") });
    const reader = await connected({ role: "member", scopes: ["read"] });
    const calling = reader.module("create-call", { assistantId, number: "0612345678" });
    await expect(calling).rejects.toMatchObject({ type: "RuntimeError", message: expect.stringContaining("[403]") });
    const subscribing = reader.attach("call-report", `${receiver.url}/refused`);
    await expect(subscribing).rejects.toMatchObject({ message: expect.stringContaining("[403]") });
    const nobody = makeOf(app, { url: stack.urls.api, apiKey: "alk_nobody" });
    await expect(nobody.rpc("list-assistants")).rejects.toBeInstanceOf(MakeError);
    await expect(nobody.rpc("list-assistants")).rejects.toMatchObject({ type: "InvalidAccessTokenError" });
  });
});
