import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { JsonObject } from "./json.ts";
import { isObject, objectsAt, parseJson, textAt } from "./json.ts";
import type { TestEmulator } from "./testing/emulator.ts";
import { openEmulator } from "./testing/emulator.ts";

const STAY = [{ stay: true }];
let emulator: TestEmulator;

beforeAll(async () => {
  emulator = await openEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => {
  emulator.receiver.received.length = 0;
});

async function control(id: string, command: JsonObject): Promise<number> {
  const response = await fetch(`${emulator.vapi.url}/${id}/control`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(command),
  });
  return response.status;
}

/** A live call that waits to be spoken to. */
async function liveCall(fields: JsonObject = {}): Promise<string> {
  const id = await emulator.ring({ assistantId: await emulator.assistant(fields), script: STAY, pauseAt: 0 });
  await emulator.knob("GET", `/calls/${id}?until=held`);
  return id;
}

const lastSaid = (call: JsonObject): string | undefined => textAt(objectsAt(call, "messages").at(-1), "message");

describe("the control URL", () => {
  it("makes the assistant say something, also while a test holds the call", async () => {
    const id = await liveCall();
    expect(await control(id, { type: "say", content: "Un instant, je vous passe le docteur." })).toBe(200);
    expect(await control(id, { type: "end-call" })).toBe(200);
    const call = await emulator.over(id);
    expect(call["endedReason"]).toBe("manually-canceled");
  });

  it("hangs up after what was to be said", async () => {
    const id = await liveCall();
    await control(id, { type: "say", content: "Le cabinet ferme, au revoir.", endCallAfterSpoken: true });
    const call = await emulator.over(id);
    expect(call["endedReason"]).toBe("assistant-ended-call-after-message-spoken");
    expect(lastSaid(call)).toBe("Le cabinet ferme, au revoir.");
  });

  it("adds a message, and lets the assistant answer only when asked to", async () => {
    const id = await liveCall();
    await control(id, {
      type: "add-message",
      message: { role: "system", content: "Le docteur est absent." },
      triggerResponseEnabled: false,
    });
    await control(id, { type: "add-message", message: { role: "user", content: "Quels sont vos horaires ?" } });
    await control(id, { type: "say", content: "Fin.", endCallAfterSpoken: true });
    const roles = objectsAt(await emulator.over(id), "messages").map((message) => message["role"]);
    expect(roles).toEqual(["bot", "system", "user", "bot", "bot"]);
  });

  it("transfers and hands off", async () => {
    const other = await emulator.assistant({ name: "Urgences", firstMessage: "Ici les urgences." });
    const id = await liveCall();
    await control(id, { type: "handoff", destination: { type: "assistant", assistantId: other } });
    await control(id, {
      type: "transfer",
      destination: { type: "number", number: "+33140000000" },
      content: "Je vous transfère.",
    });
    const call = await emulator.over(id);
    expect(call).toMatchObject({ endedReason: "assistant-forwarded-call", destination: { number: "+33140000000" } });
    expect(textAt(call, "artifact", "transcript")).toContain("AI: Ici les urgences.\nAI: Je vous transfère.\n");
    expect(emulator.receiver.of("status-update").map((message) => message["status"])).toContain("forwarding");
  });

  it("refuses what it does not know, and calls that are over or unknown", async () => {
    const id = await liveCall();
    expect(await control(id, { type: "dance" })).toBe(400);
    expect(await control(id, { type: "say" })).toBe(400);
    await emulator.knob("POST", `/calls/${id}/hangup`);
    await emulator.over(id);
    expect(await control(id, { type: "end-call" })).toBe(400);
    expect(await control("01990000-0000-7000-8000-00000000dead", { type: "end-call" })).toBe(404);
  });

  it("asks for the public key when the monitor plan says so", async () => {
    const id = await liveCall({ monitorPlan: { controlAuthenticationEnabled: true } });
    expect(await control(id, { type: "end-call" })).toBe(401);
    await emulator.knob("POST", `/calls/${id}/hangup`);
    await emulator.over(id);
  });
});

describe("holding a call", () => {
  it("steps through the script one turn at a time", async () => {
    const script = [{ caller: "Un.", assistant: "Oui." }, { caller: "Deux.", assistant: "Oui." }, { hangUp: true }];
    const id = await emulator.ring({ assistantId: await emulator.assistant(), script, pauseAt: 0 });
    expect(await emulator.knob("GET", `/calls/${id}?until=held`)).toMatchObject({
      state: "held",
      heldAt: 0,
      status: "in-progress",
    });
    const count = async (): Promise<number> => {
      const { body } = await emulator.rest("GET", `/call/${id}`);
      return objectsAt(body, "messages").length;
    };
    expect(await count()).toBe(1);
    expect(await emulator.knob("POST", `/calls/${id}/step`)).toMatchObject({ heldAt: 1 });
    expect(await count()).toBe(3);
    // Held also means that everything so far has reached the receiver.
    expect(emulator.receiver.of("conversation-update")).toHaveLength(3);
    await emulator.knob("POST", `/calls/${id}/resume`);
    expect(objectsAt(await emulator.over(id), "messages")).toHaveLength(5);
  });

  it("holds at a phase: while it rings, and between the end and the report", async () => {
    const assistantId = await emulator.assistant();
    const ringing = await emulator.ring({ assistantId, pauseAt: "ringing" });
    expect(await emulator.knob("GET", `/calls/${ringing}?until=held`)).toMatchObject({ status: "ringing" });
    await emulator.knob("POST", `/calls/${ringing}/hangup`);
    expect(await emulator.over(ringing)).toMatchObject({ endedReason: "customer-ended-call" });

    emulator.receiver.received.length = 0;
    const ended = await emulator.ring({ assistantId, script: [{ hangUp: true }], pauseAt: "ended" });
    await emulator.knob("GET", `/calls/${ended}?until=held`);
    expect(emulator.receiver.of("end-of-call-report")).toHaveLength(0);
    await emulator.knob("POST", `/calls/${ended}/resume`);
    await emulator.over(ended);
    expect(emulator.receiver.of("end-of-call-report")).toHaveLength(1);
  });
});

describe("concurrency", () => {
  const place = async (assistantId: string) =>
    await emulator.rest("POST", "/call", {
      assistantId,
      phoneNumberId: emulator.vapi.phoneNumberId,
      customer: { number: "+33612345678" },
    });

  it("queues, ends or refuses the call beyond the limit", async () => {
    const assistantId = await emulator.assistant();
    const first = await liveCall();
    await emulator.knob("POST", "/settings", { concurrencyLimit: 1, overflow: "queue" });
    const queued = await place(assistantId);
    expect(queued).toMatchObject({
      status: 201,
      body: { status: "queued", subscriptionLimits: { concurrencyBlocked: true } },
    });
    await emulator.knob("POST", "/settings", { overflow: "end" });
    const ended = await place(assistantId);
    expect(ended).toMatchObject({
      body: { status: "ended", endedReason: "call.start.error-subscription-concurrency-limit-reached" },
    });
    await emulator.knob("POST", "/settings", { overflow: "reject" });
    expect(await place(assistantId)).toMatchObject({ status: 400, body: { error: "Over Concurrency Limit" } });

    await emulator.knob("POST", `/calls/${first}/hangup`);
    expect(await emulator.over(textAt(queued.body, "id") ?? "")).toMatchObject({ endedReason: "customer-ended-call" });
    await emulator.knob("POST", "/settings", { concurrencyLimit: 10, overflow: "queue" });
  });
});

describe("the listen URL", () => {
  it("sends sound and words until the call is over", async () => {
    const id = await liveCall();
    const socket = new WebSocket(`${emulator.vapi.url.replace("http", "ws")}/${id}/listen`);
    const texts: JsonObject[] = [];
    const sound = new Promise<number>((resolve) => {
      socket.on("message", (data, binary) => {
        const bytes = Buffer.isBuffer(data) ? data : Buffer.alloc(0);
        if (binary) return resolve(bytes.length);
        const message = parseJson(bytes.toString());
        if (isObject(message)) texts.push(message);
      });
    });
    // 20 ms of 16 kHz, two channels, 16 bits.
    expect(await sound).toBe(1280);
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    await control(id, { type: "say", content: "Bonjour encore.", endCallAfterSpoken: true });
    await closed;
    expect(texts.map((message) => message["type"])).toContain("transcript");
  });

  it("refuses a listener of no call", async () => {
    const socket = new WebSocket(
      `${emulator.vapi.url.replace("http", "ws")}/01990000-0000-7000-8000-00000000dead/listen`,
    );
    const message = await new Promise<string>((resolve) => socket.on("error", (err) => resolve(err.message)));
    expect(message).toContain("404");
  });
});
