import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Vapi, VapiClient, VapiError } from "@vapi-ai/server-sdk";
import type { TestEmulator } from "./testing/emulator.ts";
import { API_KEY, openEmulator } from "./testing/emulator.ts";

const MISSING = "01990000-0000-7000-8000-00000000dead";
let emulator: TestEmulator;

beforeAll(async () => {
  emulator = await openEmulator();
});
afterAll(() => emulator.close());

/** What a rejected call was rejected with. */
async function rejection(work: PromiseLike<unknown>): Promise<VapiError> {
  const err: unknown = await Promise.resolve(work).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(err instanceof VapiError)) throw new Error(`expected a VapiError, got ${String(err)}`);
  return err;
}

describe("assistants through the unmodified SDK", () => {
  it("creates, reads, changes, lists and deletes", async () => {
    const created = await emulator.client.assistants.create({
      name: "Cabinet Petit",
      model: {
        provider: "openai",
        model: "gpt-4o",
        messages: [{ role: "system", content: "Bonjour." }],
        temperature: 0.3,
      },
      voice: { provider: "azure", voiceId: "andrew" },
      metadata: { allokoliId: "a1" },
    });
    expect(created.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.name).toBe("Cabinet Petit");
    expect(created.createdAt).toBe(created.updatedAt);

    const { data, rawResponse } = await emulator.client.assistants.get({ id: created.id }).withRawResponse();
    expect(rawResponse.status).toBe(200);
    expect(data).toEqual(created);

    const listed = await emulator.client.assistants.list({ limit: 1 });
    expect(listed.map((assistant) => assistant.id)).toEqual([created.id]);

    const deleted = await emulator.client.assistants.delete({ id: created.id });
    expect(deleted).toEqual(created);
    const gone = await rejection(emulator.client.assistants.get({ id: created.id }));
    expect(gone.statusCode).toBe(404);
    expect(gone.body).toMatchObject({ statusCode: 404, error: "Not Found" });
  });

  it("answers 201 to a create, and replaces whole top-level fields on a PATCH", async () => {
    const { rawResponse, data } = await emulator.client.assistants
      .create({ name: "Shallow", model: { provider: "openai", model: "gpt-4o", temperature: 0.9, maxTokens: 100 } })
      .withRawResponse();
    expect(rawResponse.status).toBe(201);
    const changed = await emulator.client.assistants.update({
      id: data.id,
      model: { provider: "openai", model: "gpt-4o-mini" },
    });
    expect(changed.model).toEqual({ provider: "openai", model: "gpt-4o-mini" });
    expect(changed.name).toBe("Shallow");
  });

  it("clears a field with null", async () => {
    const id = await emulator.assistant({ endCallMessage: "Au revoir." });
    const { status, body } = await emulator.rest("PATCH", `/assistant/${id}`, { endCallMessage: null });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("endCallMessage");
  });
});

describe("calls through the unmodified SDK", () => {
  it("places a call, which ends with its report, and lists it by assistant and by date", async () => {
    const assistantId = await emulator.assistant();
    const before = new Date(Date.now() - 1000).toISOString();
    const placed = await emulator.client.calls.create({
      assistantId,
      phoneNumberId: emulator.vapi.phoneNumberId,
      customer: { number: "+33612345678" },
      name: "Rappel",
    });
    if (!("id" in placed)) throw new Error("expected one call");
    expect(placed.status).toBe("queued");
    expect(placed.monitor?.controlUrl).toBe(`${emulator.vapi.url}/${placed.id}/control`);
    expect(placed).toMatchObject({ subscriptionLimits: { concurrencyBlocked: false, concurrencyLimit: 10 } });

    await emulator.over(placed.id);
    const call = await emulator.client.calls.get({ id: placed.id });
    expect(call.status).toBe("ended");
    expect(call.endedReason).toBe("customer-ended-call");
    expect(call.artifact?.transcript).toMatch(/^AI: Bonjour.*\nUser: /);
    expect(call.analysis?.summary).toContain("rendez-vous");

    // The SDK drops Date objects in a query; the text form is what goes through.
    const found = await emulator.rest("GET", `/call?assistantId=${assistantId}&createdAtGe=${before}`);
    expect(found.body).toMatchObject([{ id: placed.id }]);
    const renamed = await emulator.client.calls.update({ id: placed.id, name: "Autre" });
    expect(renamed.name).toBe("Autre");
    await emulator.client.calls.delete({ id: placed.id });
    expect((await rejection(emulator.client.calls.get({ id: placed.id }))).statusCode).toBe(404);
  });

  it("places a batch, in which a bad number spoils only its own row", async () => {
    const assistantId = await emulator.assistant();
    const batch = await emulator.client.calls.create({
      assistantId,
      phoneNumberId: emulator.vapi.phoneNumberId,
      customers: [{ number: "+33612340001" }, { number: "0612" }, { number: "+33612340004" }],
    });
    if (!("results" in batch)) throw new Error("expected a batch");
    expect(batch.results).toHaveLength(2);
    expect(batch.errors).toMatchObject([{ customer: { number: "0612" }, error: expect.stringContaining("E.164") }]);
    for (const call of batch.results) await emulator.over(call.id);
  });

  it("throws the error classes that the SDK declares", async () => {
    const refused = await rejection(emulator.client.calls.create({ assistantId: await emulator.assistant() }));
    expect(refused).toBeInstanceOf(Vapi.BadRequestError);
    expect(refused.body).toMatchObject({
      message: "Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`.",
      statusCode: 400,
    });
    const missing = await rejection(
      emulator.client.calls.create({
        assistantId: MISSING,
        phoneNumberId: emulator.vapi.phoneNumberId,
        customer: { number: "+33612345678" },
      }),
    );
    expect(missing).toBeInstanceOf(Vapi.BadRequestError);
  });

  it("plays the recording from a signed address and refuses the bare one", async () => {
    const assistantId = await emulator.assistant();
    const id = await emulator.ring({ assistantId });
    const call = await emulator.over(id);
    const response = await emulator.client.fetch(`/call/${id}/stereo-recording`);
    expect(response.headers.get("content-type")).toBe("audio/wav");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 4).toString()).toBe("RIFF");
    expect(bytes.readUInt16LE(22)).toBe(2);
    const artifact = call["artifact"];
    expect(artifact).toMatchObject({ recordingUrl: `${emulator.vapi.url}/_storage/${id}/mono.wav` });
    expect((await fetch(`${emulator.vapi.url}/_storage/${id}/mono.wav`)).status).toBe(403);
    const logs = await emulator.client.fetch(`/call/${id}/call-logs`);
    expect(Buffer.from(await logs.arrayBuffer()).readUInt16BE(0)).toBe(0x1f8b);
  });

  it("keeps a scheduled call until it is deleted", async () => {
    const placed = await emulator.client.calls.create({
      assistantId: await emulator.assistant(),
      phoneNumberId: emulator.vapi.phoneNumberId,
      customer: { number: "+33612345678" },
      schedulePlan: { earliestAt: new Date(Date.now() + 3_600_000).toISOString() },
    });
    if (!("id" in placed)) throw new Error("expected one call");
    expect(placed.status).toBe("scheduled");
    await emulator.client.calls.delete({ id: placed.id });
    await emulator.knob("GET", `/calls/${placed.id}?until=over`);
    const reports = emulator.receiver.of("end-of-call-report");
    expect(reports.at(-1)).toMatchObject({ endedReason: "scheduled-call-deleted" });
  });
});

describe("deleting", () => {
  it("ends a live call first, and tells the organisation’s server when it is gone", async () => {
    await emulator.rest("PATCH", `/org/${emulator.vapi.orgId}`, { server: { url: emulator.receiver.url } });
    const id = await emulator.ring({ assistantId: await emulator.assistant(), script: [{ stay: true }] });
    await emulator.knob("GET", `/calls/${id}?until=held`);
    expect((await emulator.rest("DELETE", `/call/${id}`)).status).toBe(200);
    await emulator.receiver.until((received) => received.some((entry) => entry.type === "call.deleted"));
    expect(emulator.receiver.of("end-of-call-report").at(-1)).toMatchObject({ endedReason: "call-deleted" });
    expect((await emulator.rest("GET", `/call/${id}`)).status).toBe(404);
    await emulator.rest("PATCH", `/org/${emulator.vapi.orgId}`, { server: null });
  });
});

describe("chats through the unmodified SDK", () => {
  it("answers from the assistant’s prompt and goes on with the previous chat", async () => {
    const assistantId = await emulator.assistant({
      model: {
        provider: "openai",
        model: "gpt-4o",
        messages: [
          { role: "system", content: "Vous êtes la secrétaire. Le cabinet se trouve au 12 rue des Lilas à Lyon." },
        ],
      },
    });
    const first = await emulator.client.chats.create({ assistantId, input: "Où se trouve le cabinet ?" });
    expect(first).toMatchObject({
      messages: [{ role: "user", content: "Où se trouve le cabinet ?" }],
      output: [{ role: "assistant", content: "Le cabinet se trouve au 12 rue des Lilas à Lyon." }],
    });
    if (!("id" in first)) throw new Error("expected a chat");
    const second = await emulator.client.chats.create({ previousChatId: first.id, input: "Merci, au revoir." });
    expect(second).toMatchObject({ assistantId, messages: [{}, {}, { content: "Merci, au revoir." }] });
    const page = await emulator.client.chats.list({ assistantId });
    expect(page.metadata.totalItems).toBe(2);
  });

  it("streams over SSE through client.fetch", async () => {
    const assistantId = await emulator.assistant();
    const response = await emulator.client.fetch("/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ assistantId, input: "Bonjour", stream: true }),
    });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = (await response.text())
      .split("\n\n")
      .filter((event) => event !== "")
      .map((event): unknown => JSON.parse(event.replace(/^data: /, "")));
    expect(events.length).toBeGreaterThan(1);
    for (const event of events) {
      expect(event).toMatchObject({
        id: expect.stringMatching(/^stream_/),
        path: "chat.output[0].content",
        delta: expect.any(String),
      });
    }
  });

  it("keeps the conversation of a session, and none after it completed", async () => {
    const assistantId = await emulator.assistant();
    const session = await emulator.client.sessions.create({ assistantId });
    await emulator.client.chats.create({ sessionId: session.id, input: "Bonjour" });
    await emulator.client.chats.create({ sessionId: session.id, input: "Je voudrais un rendez-vous" });
    expect((await emulator.client.sessions.get({ id: session.id })).messages).toHaveLength(4);
    await emulator.client.sessions.update({ id: session.id, status: "completed" });
    const refused = await rejection(emulator.client.chats.create({ sessionId: session.id, input: "Encore là ?" }));
    expect(refused.statusCode).toBe(400);
  });
});

describe("at the door", () => {
  it("starts a web call with the public key only", async () => {
    const start = async (key: string): Promise<Response> =>
      await fetch(`${emulator.vapi.url}/call/web`, {
        method: "POST",
        headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
        body: JSON.stringify({ assistantId: await emulator.assistant() }),
      });
    expect((await start(API_KEY)).status).toBe(401);
    const started = await start("emulated-public-key");
    expect(started.status).toBe(201);
    const call: unknown = await started.json();
    expect(call).toMatchObject({ type: "webCall", transport: { provider: "daily" }, webCallUrl: expect.any(String) });
  });

  it("answers 401 in Vapi’s words", async () => {
    const outsider = new VapiClient({ token: "wrong", baseUrl: emulator.vapi.url, maxRetries: 0 });
    const refused = await rejection(outsider.assistants.list());
    expect(refused.statusCode).toBe(401);
    expect(refused.body).toMatchObject({ message: expect.stringContaining("Invalid Key."), error: "Unauthorized" });
    const bare = await fetch(`${emulator.vapi.url}/assistant`);
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ message: "Missing Authorization Header." });
  });

  it("answers 410 where Vapi has retired the resource", async () => {
    expect((await emulator.rest("GET", "/workflow")).status).toBe(410);
    expect((await emulator.rest("POST", "/test-suite/x/run", {})).status).toBe(410);
  });

  it("lets the SDK retry what a fault broke, and does not repeat with maxRetries 0", async () => {
    const patient = new VapiClient({ token: API_KEY, baseUrl: emulator.vapi.url, maxRetries: 1 });
    await emulator.knob("DELETE", "/requests");
    await emulator.knob("POST", "/faults", { path: "/assistant", method: "GET", status: 429, times: 1 });
    await patient.assistants.list({ limit: 1 });
    const tried = await emulator.knob("GET", "/requests?path=/assistant");
    expect(tried["list"]).toMatchObject([{ status: 429 }, { status: 200 }]);

    await emulator.knob("POST", "/faults", { path: "/assistant", status: 503, times: 1 });
    expect((await rejection(emulator.client.assistants.list())).statusCode).toBe(503);
  });
});
