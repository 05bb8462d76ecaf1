import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeFixtures, type Fixtures } from "../../../tests/fixtures.ts";
import { startReceiver, type Receiver } from "../../../tests/receiver.ts";
import { createAssistant } from "../../../tests/stack/listener.ts";
import { openTelephony } from "../../../tests/stack/telephony-api.ts";
import { startStack, type Organization, type Stack } from "../../../tests/stack.ts";
import app from "../dist/index.js";

type Json = Record<string, unknown>;
type Bundle = { inputData?: Json; [more: string]: unknown };
type Perform = (...given: never[]) => unknown;
type Operation = Record<"perform" | "performList" | "performSubscribe" | "performUnsubscribe", Perform> & {
  sample: Json;
};
type Steps = Record<string, { operation: Operation & { inputFields?: unknown[] } }>;

const platform = createRequire(import.meta.url)("zapier-platform-core") as typeof import("zapier-platform-core");
const run = platform.createAppTester(app as never) as unknown as (what: unknown, bundle: Bundle) => Promise<unknown>;
// As the platform calls them; the definition's own types know each step's fields.
const { triggers, creates, searches } = app as unknown as Record<"triggers" | "creates" | "searches", Steps>;

const WAIT = { timeout: 40_000, interval: 100 };
const FAST = { RETRY_PACE: "0.001", SWEEP_EVERY_MS: "700" };
const HOOKS = {
  call_report: "call.report",
  message_taken: "caller-message.taken",
  call_failed: "call.failed",
  call_started: "call.started",
  test_run_ended: "test-run.ended",
  number_in_trouble: "phone-number.failed",
} as const;

let stack: Stack;
let receiver: Receiver;
let owner: Organization;
let fixtures: Fixtures;
let assistant: { id: string; vapiAssistantId: string; name: string };
let authData: { apiKey: string };
const before = process.env["ALLOKOLI_API_URL"];

beforeAll(async () => {
  const soon = { MIRROR_SWEEP_DELAY_MS: "300" };
  stack = await startStack({ vars: { "allokoli-deliveries": FAST, "allokoli-telephony": soon } });
  process.env["ALLOKOLI_API_URL"] = stack.urls.api;
  receiver = await startReceiver();
  stack.allowEgress(receiver.url);
  owner = await stack.newOrganization();
  authData = { apiKey: (await stack.newApiKey(owner, "member", ["read", "write", "calls", "webhooks"])).token };
});
afterAll(async () => {
  if (before === undefined) delete process.env["ALLOKOLI_API_URL"];
  else process.env["ALLOKOLI_API_URL"] = before;
  await stack.close();
  await receiver.close();
});

const step = (steps: Steps, key: string): Operation & { inputFields?: unknown[] } => {
  const found = steps[key];
  if (found === undefined) throw new Error(`there is no ${key}`);
  return found.operation;
};
const ask = (what: unknown, bundle: Bundle = {}) => run(what, { authData, meta: { page: 0 }, ...bundle });
const subscribe = async (key: string, path: string) =>
  (await ask(step(triggers, key).performSubscribe, { targetUrl: receiver.url + path })) as { id: string };
const listed = async (key: string, page = 0) =>
  (await ask(step(triggers, key).perform, { meta: { page } })) as { id: string; name: string }[];
const api = async (path: string) => (await (await stack.api(path, owner)).json()) as Json;

/** Every key, at any depth, as Zapier names fields that can be mapped. */
const keysOf = (value: unknown, prefix = ""): string[] =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? [prefix]
    : Object.entries(value).flatMap(([key, inner]) => keysOf(inner, prefix === "" ? key : `${prefix}__${key}`));
/** Where the real thing has null in the place of fields, those of the sample are not missing. */
const missingIn = (sample: unknown, live: unknown) => {
  const there = keysOf(live);
  return keysOf(sample).filter((key) => !there.some((other) => other === key || key.startsWith(`${other}__`)));
};

describe("a connection", () => {
  it("is named after the organization and its key, and refused with another", async () => {
    expect(await ask(app.authentication?.test)).toMatchObject({
      label: expect.stringContaining("clé member"),
      kind: "api_key",
    });
    const wrong = run(app.authentication?.test, { authData: { apiKey: "alk_wrong" } });
    await expect(wrong).rejects.toThrow("Sign in to do this");
  });

  it("says what a key lacks that was made for something else", async () => {
    const reader = { apiKey: (await stack.newApiKey(owner, "viewer", ["read"])).token };
    const refused = ask(step(triggers, "call_report").performSubscribe, { authData: reader, targetUrl: receiver.url });
    await expect(refused).rejects.toThrow("write, webhooks");
  });
});

describe("a Zap", () => {
  it.each(Object.keys(HOOKS))("shows an event of %s before there is one", async (key) => {
    const stranger = await stack.newOrganization();
    const { token } = await stack.newApiKey(stranger, "viewer", ["read", "webhooks"]);
    const { performList, sample } = step(triggers, key);
    const [shown, ...more] = (await ask(performList, { authData: { apiKey: token } })) as Json[];
    expect(more).toEqual([]);
    expect(missingIn(sample, shown)).toEqual([]);
    expect(shown?.["organizationId"]).toBe(stranger.organizationId);
  });

  it("lives: it subscribes, hears each event once, whatever is repeated, and unsubscribes twice", async () => {
    const hooks = await Promise.all(
      Object.keys(HOOKS).map(async (key) => ({ key, subscription: await subscribe(key, `/${key}`) })),
    );
    // The first answer to a report is lost: the API sends it again.
    let answers = 0;
    receiver.answer("/call_report", () => ({ status: answers++ === 0 ? 500 : 200 }));

    fixtures = await makeFixtures(stack, owner);
    assistant = await createAssistant(stack, owner, { name: "Standard du soir", endCallPhrases: [] });
    await stack.vapi.ring({
      assistantId: assistant.vapiAssistantId,
      script: [{ caller: "Bonjour." }, { hangUp: true }],
    });
    const callee = { assistantId: assistant.id, customer: { number: "+33612340004" } };
    await stack.api("/v1/calls", { ...owner, method: "POST", json: callee });
    const telephony = openTelephony(stack, owner);
    const number = await telephony.offer("telnyx", "mobile");
    await telephony.order("telnyx", { number, requirementGroupId: stack.numbers.requirementGroups.underReview });
    await stack.numbers.review(number, "declined");
    const tool = { name: "noter", description: "Note un message.", settings: { kind: "takeMessage" } };
    const made = (await (await stack.api("/v1/functions", { ...owner, method: "POST", json: tool })).json()) as Json;
    const taker = await createAssistant(stack, owner, { name: "Avec messages", functionIds: [made["id"]] });
    const note = { name: "noter", arguments: { message: "Rappeler Mme Fontaine" }, say: "C’est noté." };
    const script = [{ caller: "Dites au docteur de me rappeler." }, { toolCall: note }, { hangUp: true }];
    await stack.vapi.ring({ assistantId: taker.vapiAssistantId, script });

    for (const { key, subscription } of hooks) {
      const { perform, performList, sample } = step(triggers, key);
      const delivered = await vi.waitFor(() => {
        const bodies = receiver.at(`/${key}`).map(({ body }) => body);
        expect(bodies.length, key).toBeGreaterThan(key === "call_report" ? 1 : 0);
        return bodies;
      }, WAIT);
      const started: Json[] = [];
      for (const cleanedRequest of [...delivered, ...delivered]) {
        started.push(...((await ask(perform, { cleanedRequest, subscribeData: subscription })) as Json[]));
      }
      const ids = started.map(({ id }) => id);
      expect(ids, key).toEqual([...new Set(delivered.map(({ id }) => id))]);
      // What is listed and shown as a sample has no field that does not arrive.
      const shown = (await ask(performList)) as Json[];
      expect(
        started.flatMap((event) => missingIn(sample, event)),
        key,
      ).toEqual([]);
      const same = shown.find(({ id }) => ids.includes(id));
      if (same !== undefined) expect(started).toContainEqual(same);
    }
    const repeated = receiver.at("/call_report").map(({ body }) => body.id);
    expect(repeated.length).toBeGreaterThan(new Set(repeated).size);

    for (const { key, subscription } of hooks) {
      for (let times = 0; times < 2; times++) {
        await ask(step(triggers, key).performUnsubscribe, { subscribeData: subscription });
      }
    }
    expect(await api("/v1/webhooks")).toMatchObject({ items: [{ id: fixtures.get("webhooks") }] });
  });

  it("that was turned off without a word is answered 410, and hears no more", async () => {
    receiver.answer("/gone", () => ({ status: 410 }));
    const { id } = await subscribe("call_started", "/gone");
    await stack.vapi.ring({
      assistantId: assistant.vapiAssistantId,
      script: [{ caller: "Bonjour." }, { hangUp: true }],
    });
    await vi.waitFor(async () => expect(await api(`/v1/webhooks/${id}`)).toMatchObject({ state: "disabled" }), WAIT);
  });

  it("takes nothing for an event that is none", async () => {
    const { perform } = step(triggers, "call_report");
    for (const cleanedRequest of [undefined, {}, { id: "1", type: "call.started" }]) {
      expect(await ask(perform, { cleanedRequest, subscribeData: { id: "1" } })).toEqual([]);
    }
  });
});

describe("actions and searches", () => {
  it("call somebody, find the call by its number, and say something in it", async () => {
    const { perform, sample } = step(creates, "call_somebody");
    const inputData = { assistantId: assistant.id, number: "06 12 34 56 78", customerName: "Hugo Lefèvre" };
    const call = (await ask(perform, { inputData })) as Json;
    expect(missingIn(sample, call)).toEqual([]);
    const byNumber = step(searches, "call_by_number");
    expect(await ask(byNumber.perform, { inputData: { number: "+33612345678" } })).toMatchObject([{ id: call["id"] }]);
    expect(await ask(byNumber.perform, { inputData: { number: "+33699999999" } })).toEqual([]);

    const script = [{ caller: "Bonjour." }, { caller: "Merci." }, { hangUp: true }];
    const ring = { assistantId: assistant.vapiAssistantId, script, pauseAt: 1 };
    const live = String((await stack.vapi.ring(ring)).id);
    await vi.waitFor(async () => expect((await listed("live_call_list")).map(({ id }) => id)).toContain(live), WAIT);
    const text = "Un instant, je vous prie.";
    const say = { inputData: { callId: live, text } };
    expect(await vi.waitFor(() => ask(step(creates, "say_in_call").perform, say), WAIT)).toEqual({
      callId: live,
      text,
    });
    await stack.vapi.knob("POST", `/calls/${live}/resume`);
    await vi.waitFor(async () => expect(await api(`/v1/calls/${live}`)).toMatchObject({ status: "ended" }), WAIT);
    await expect(ask(step(creates, "say_in_call").perform, say)).rejects.toThrow("The call is not in progress");
  });

  it("make an assistant from a trade, by the questions of that trade, and find it by its name", async () => {
    const trades = await listed("trade_list");
    expect(trades.map(({ id }) => id)).toContain("doctor");
    const { perform, inputFields = [], sample } = step(creates, "create_assistant");
    const questions = inputFields.find((field) => typeof field === "function");
    const asked = (await ask(questions, { inputData: { trade: "doctor" } })) as { key: string; required: boolean }[];
    const needed = asked.filter(({ required }) => required).map(({ key }) => key);
    expect(needed.length).toBeGreaterThan(0);
    const answers = Object.fromEntries(needed.map((key) => [key, "Cabinet des Tilleuls"]));
    const made = (await ask(perform, { inputData: { trade: "doctor", name: "Zap des Tilleuls", ...answers } })) as Json;
    expect(missingIn(sample, made)).toEqual([]);
    const found = await ask(step(searches, "assistant_by_name").perform, { inputData: { name: "tilleuls" } });
    expect(found).toMatchObject([{ id: made["id"] }]);
    expect((await listed("assistant_list")).map(({ id }) => id)).toContain(made["id"]);
    expect(await ask(questions, { inputData: {} })).toEqual([]);
    await expect(ask(perform, { inputData: { trade: "doctor" } })).rejects.toThrow(/answers\.\w+/);
  });

  it("mark a message as done, which is then offered no more", async () => {
    const id = String(fixtures.get("caller-messages"));
    await stack.sql("update caller_messages set handled_at = null, handled_by = null where id = $1", [id]);
    expect((await listed("open_message_list")).map((one) => one.id)).toContain(id);
    const { perform, sample } = step(creates, "mark_message_done");
    const done = (await ask(perform, { inputData: { messageId: id, note: "Rappelé" } })) as Json;
    expect(done).toMatchObject({ note: "Rappelé", handledAt: expect.any(String) });
    expect(missingIn(sample, done)).toEqual([]);
    expect((await listed("open_message_list")).map((one) => one.id)).not.toContain(id);
  });

  it("offer everything there is, a page at a time", async () => {
    await stack.sql(
      `insert into caller_messages (org_id, body, tool_call_id)
       select $1, 'Message ' || n, 'zap-' || n from generate_series(1, 150) n`,
      [owner.organizationId],
    );
    const pages = await Promise.all([0, 1, 2].map((page) => listed("open_message_list", page)));
    const ids = pages.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(150);
    expect(pages[2]).toEqual([]);
    expect(await listed("phone_number_list")).not.toEqual([]);
  });
});
