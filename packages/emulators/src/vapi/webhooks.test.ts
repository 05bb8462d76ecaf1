import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "./json.ts";
import { numberAt, objectsAt, textAt } from "./json.ts";
import type { TestEmulator } from "./testing/emulator.ts";
import { openEmulator } from "./testing/emulator.ts";
import type { Receiver } from "./testing/receiver.ts";
import { startReceiver } from "./testing/receiver.ts";
import { backoffMs } from "./webhooks/post.ts";
import { bearerHeaders, hmacHeaders } from "./webhooks/sign.ts";

const SHORT = [{ hangUp: true }];
let emulator: TestEmulator;
let other: Receiver;

beforeAll(async () => {
  other = await startReceiver();
  emulator = await openEmulator({ settings: { backoffScale: 0 } });
});
afterAll(async () => {
  await emulator.close();
  await other.close();
});
beforeEach(async () => {
  await emulator.knob("POST", "/reset");
  for (const receiver of [emulator.receiver, other]) {
    receiver.received.length = 0;
    receiver.answer = () => ({});
  }
});

describe("authentication", () => {
  // Found in real deliveries by a third party, recomputed independently.
  const body =
    '{"message":{"type":"status-update","status":"ended","timestamp":1786546871392,"call":{"id":"call_kat123"}}}';
  const request = { body, url: "https://example.test/receive", sentAt: 1_786_546_871_433, messageId: "msg_1" };
  const plan = { type: "hmac", secretKey: "whsec_vapi_sample_key", algorithm: "sha256" };

  it("signs the body alone", () => {
    expect(hmacHeaders({ ...plan, payloadFormat: "{body}", includeTimestamp: false }, request)).toEqual({
      "x-signature": "bf7be5b3be319cba484d93d31bc820376566161a3a0a442c3b9292fc599a15e4",
    });
  });

  it("signs timestamp and body by default", () => {
    expect(hmacHeaders(plan, request)).toEqual({
      "x-signature": "708dd047594968a1403c7e1695e89d3e0898ad57e0c6990ace3576f9a0259184",
      "x-timestamp": "1786546871433",
    });
  });

  it("follows the names, prefix and encodings of the plan", () => {
    const headers = hmacHeaders(
      {
        ...plan,
        signatureHeader: "x-vapi-signature",
        signaturePrefix: "sha256=",
        signatureEncoding: "base64",
        payloadFormat: "{body}",
        timestampHeader: "x-sent",
        messageIdHeader: "svix-id",
      },
      request,
    );
    const hex = "bf7be5b3be319cba484d93d31bc820376566161a3a0a442c3b9292fc599a15e4";
    expect(headers).toEqual({
      "x-vapi-signature": `sha256=${Buffer.from(hex, "hex").toString("base64")}`,
      "x-sent": "1786546871433",
      "svix-id": "msg_1",
    });
  });

  it("does not fill in placeholders that stand in the body", () => {
    const tricky = { ...request, body: '{"text":"{timestamp}"}' };
    const headers = hmacHeaders({ ...plan, payloadFormat: "{body}" }, tricky);
    expect(headers["x-signature"]).not.toBe(
      hmacHeaders({ ...plan, payloadFormat: "{body}" }, { ...tricky, body: '{"text":"1786546871433"}' })["x-signature"],
    );
  });

  it("makes bearer headers", () => {
    expect(bearerHeaders({ token: "t" })).toEqual({ Authorization: "Bearer t" });
    expect(bearerHeaders({ token: "t", headerName: "X-Vapi-Secret", bearerPrefixEnabled: false })).toEqual({
      "X-Vapi-Secret": "t",
    });
  });

  it("sends the headers of the server object and of its credential", async () => {
    const { body: credential } = await emulator.rest("POST", "/credential", {
      provider: "webhook",
      name: "AlloKoli",
      authenticationPlan: { type: "hmac", secretKey: "s3cret", algorithm: "sha256" },
    });
    const assistantId = await emulator.assistant({
      server: {
        url: emulator.receiver.url,
        secret: "legacy",
        headers: { "X-Tenant": "a" },
        credentialId: textAt(credential, "id") ?? "",
      },
    });
    await emulator.over(await emulator.ring({ assistantId, script: SHORT }));
    for (const { headers, body: sent } of emulator.receiver.received) {
      expect(headers["x-vapi-secret"]).toBe("legacy");
      expect(headers["x-tenant"]).toBe("a");
      const sentAt = Number(headers["x-timestamp"]);
      expect(headers["x-signature"]).toBe(
        hmacHeaders({ secretKey: "s3cret", algorithm: "sha256" }, { ...request, body: sent, sentAt })["x-signature"],
      );
    }
  });
});

describe("OAuth 2", () => {
  it("fetches a token once and sends it with every message", async () => {
    const tokens: string[] = [];
    const issuer = createServer((request, response) => {
      request.on("data", (chunk: Buffer) => tokens.push(chunk.toString()));
      request.on("end", () =>
        response.end(JSON.stringify({ access_token: "at-1", token_type: "bearer", expires_in: 60 })),
      );
    });
    await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
    const address = issuer.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { body: credential } = await emulator.rest("POST", "/credential", {
      provider: "webhook",
      authenticationPlan: { type: "oauth2", url: `http://127.0.0.1:${port}/token`, clientId: "c", clientSecret: "s" },
    });
    const server = { url: emulator.receiver.url, credentialId: textAt(credential, "id") ?? "" };
    await emulator.over(await emulator.ring({ assistantId: await emulator.assistant({ server }), script: SHORT }));
    expect(tokens).toEqual(["grant_type=client_credentials&client_id=c&client_secret=s"]);
    expect(new Set(emulator.receiver.received.map((entry) => entry.headers.authorization))).toEqual(
      new Set(["Bearer at-1"]),
    );
    issuer.closeAllConnections();
    await new Promise((resolve) => issuer.close(resolve));
  });
});

describe("where a message goes", () => {
  it("prefers the call’s override, then the assistant, the number, the organisation", async () => {
    const assistantId = await emulator.assistant();
    const overridden = await emulator.ring({ assistantId, script: SHORT, server: { url: other.url } });
    await emulator.over(overridden);
    expect(emulator.receiver.received).toHaveLength(0);
    expect(other.types()).toContain("end-of-call-report");

    other.received.length = 0;
    const bare = await emulator.assistant({ server: null });
    await emulator.rest("PATCH", `/phone-number/${emulator.vapi.phoneNumberId}`, { server: { url: other.url } });
    await emulator.rest("PATCH", `/org/${emulator.vapi.orgId}`, { server: { url: emulator.receiver.url } });
    await emulator.over(await emulator.ring({ assistantId: bare, script: SHORT }));
    expect(emulator.receiver.received).toHaveLength(0);
    expect(other.received.length).toBeGreaterThan(0);

    other.received.length = 0;
    await emulator.rest("PATCH", `/phone-number/${emulator.vapi.phoneNumberId}`, { server: null });
    await emulator.over(await emulator.ring({ assistantId: bare, script: SHORT }));
    expect(other.received).toHaveLength(0);
    expect(emulator.receiver.received.length).toBeGreaterThan(0);
  });

  it("sends a tool’s call to the tool’s own server", async () => {
    const tool = { type: "function", function: { name: "f" }, server: { url: other.url } };
    const assistantId = await emulator.assistant({ model: { provider: "openai", model: "gpt-4o", tools: [tool] } });
    await emulator.over(await emulator.ring({ assistantId, script: [{ toolCall: { name: "f" } }, ...SHORT] }));
    expect(other.types()).toEqual(["tool-calls"]);
    expect(emulator.receiver.types()).not.toContain("tool-calls");
  });

  it("merges overrides deeply", async () => {
    const assistantId = await emulator.assistant({ metadata: { a: 1, b: 1 } });
    await emulator.over(
      await emulator.ring({ assistantId, script: SHORT, assistantOverrides: { metadata: { b: 2 } } }),
    );
    expect(emulator.receiver.of("end-of-call-report")[0]).toMatchObject({ assistant: { metadata: { a: 1, b: 2 } } });
  });
});

describe("assistant-request", () => {
  async function ask(answer: () => { status?: number; body?: unknown }): Promise<JsonObject> {
    await emulator.rest("PATCH", `/phone-number/${emulator.vapi.phoneNumberId}`, { server: { url: other.url } });
    other.answer = (message) => (message["type"] === "assistant-request" ? answer() : {});
    return await emulator.over(await emulator.ring({ script: SHORT }));
  }

  it("takes an assistant by id or inline, with overrides", async () => {
    const assistantId = await emulator.assistant();
    const byId = await ask(() => ({
      body: { assistantId, assistantOverrides: { firstMessage: "Bonjour {{ nom }}.", variableValues: { nom: "Ana" } } },
    }));
    expect(byId).toMatchObject({ assistantId, endedReason: "customer-ended-call" });
    expect(textAt(byId, "artifact", "transcript")).toBe("AI: Bonjour Ana.\n");
    const inline = await ask(() => ({ body: { assistant: { name: "Inline", firstMessage: "Allô ?" } } }));
    expect(textAt(inline, "artifact", "transcript")).toBe("AI: Allô ?\n");
  });

  it("ends the call by what was wrong with the answer", async () => {
    const reasons: [() => { status?: number; body?: unknown }, string][] = [
      [() => ({ status: 500 }), "assistant-request-failed"],
      [() => ({ body: {} }), "assistant-request-returned-no-assistant"],
      [() => ({ body: { error: "Le cabinet est fermé." } }), "assistant-request-returned-error"],
      [() => ({ body: { error: { code: 1 } } }), "assistant-request-returned-unspeakable-error"],
      [() => ({ body: { assistant: { name: "x".repeat(41) } } }), "assistant-request-returned-invalid-assistant"],
      [
        () => ({ body: { destination: { type: "number", number: "+33140000000" } } }),
        "assistant-request-returned-forwarding-phone-number",
      ],
    ];
    for (const [answer, endedReason] of reasons) expect((await ask(answer))["endedReason"]).toBe(endedReason);
  });

  it("gives up after its own time-out", async () => {
    await emulator.knob("POST", "/settings", { assistantRequestTimeoutMs: 50 });
    await emulator.rest("PATCH", `/phone-number/${emulator.vapi.phoneNumberId}`, { server: { url: other.url } });
    let release = (): void => undefined;
    other.answer = (message) =>
      message["type"] === "assistant-request"
        ? new Promise((resolve) => {
            release = () => resolve({});
          })
        : {};
    const call = await emulator.over(await emulator.ring({ script: SHORT }));
    expect(call["endedReason"]).toBe("assistant-request-failed");
    release();
    await emulator.knob("POST", "/settings", { assistantRequestTimeoutMs: 7500 });
  });
});

describe("back-off", () => {
  it("waits as its plan says", () => {
    const plan = { baseDelaySeconds: 2 };
    expect([1, 2, 3].map((retry) => backoffMs({ ...plan, type: "fixed" }, retry))).toEqual([2000, 2000, 2000]);
    expect([1, 2, 3].map((retry) => backoffMs({ ...plan, type: "exponential" }, retry))).toEqual([2000, 4000, 8000]);
  });

  async function attempts(backoffPlan: JsonObject | undefined, status: number): Promise<number[]> {
    other.answer = () => ({ status });
    const assistantId = await emulator.assistant({
      server: { url: other.url, ...(backoffPlan === undefined ? {} : { backoffPlan }) },
      serverMessages: ["end-of-call-report"],
    });
    const id = await emulator.ring({ assistantId, script: SHORT });
    await emulator.over(id);
    const { list } = await emulator.knob("GET", `/deliveries?callId=${id}`);
    return objectsAt({ list }, "list").map((delivery) => objectsAt(delivery, "attempts").length);
  }

  it("tries once without a plan, and by the plan with one", async () => {
    expect(await attempts(undefined, 500)).toEqual([1]);
    expect(await attempts({ type: "fixed", maxRetries: 3, baseDelaySeconds: 1 }, 500)).toEqual([4]);
    expect(await attempts({ type: "exponential", maxRetries: 3, baseDelaySeconds: 1 }, 302)).toEqual([4]);
    expect(
      await attempts({ type: "fixed", maxRetries: 3, baseDelaySeconds: 1, excludedStatusCodes: [404] }, 404),
    ).toEqual([1]);
  });

  it("delivers as soon as somebody is there again", async () => {
    let refused = 0;
    other.answer = () => ({ status: (refused += 1) <= 2 ? 503 : 200 });
    const assistantId = await emulator.assistant({
      server: { url: other.url, backoffPlan: { type: "fixed", maxRetries: 5, baseDelaySeconds: 1 } },
      serverMessages: ["end-of-call-report"],
    });
    const id = await emulator.ring({ assistantId, script: SHORT });
    await emulator.over(id);
    const { list } = await emulator.knob("GET", `/deliveries?callId=${id}`);
    expect(list).toMatchObject([
      { outcome: "delivered", attempts: [{ status: 503 }, { status: 503 }, { status: 200 }] },
    ]);
  });
});

describe("webhook faults", () => {
  const numbers = (messages: JsonObject[]): number[] => messages.map((message) => numberAt(message, "timestamp") ?? 0);

  async function disturbed(
    webhooks: JsonObject,
    seed = 5,
  ): Promise<{ sent: JsonObject[]; received: JsonObject[]; id: string }> {
    emulator.receiver.received.length = 0;
    await emulator.knob("DELETE", "/faults");
    await emulator.knob("POST", "/faults", { webhooks });
    const id = await emulator.ring({ assistantId: await emulator.assistant(), seed });
    await emulator.over(id);
    const { list } = await emulator.knob("GET", `/deliveries?callId=${id}`);
    return {
      sent: objectsAt({ list }, "list"),
      received: emulator.receiver.received.map((entry) => entry.message),
      id,
    };
  }

  it("loses messages for good", async () => {
    const { sent, received } = await disturbed({ lose: 0.3 });
    const lost = sent.filter((delivery) => delivery["outcome"] === "lost");
    expect(lost.length).toBeGreaterThan(0);
    expect(received).toHaveLength(sent.length - lost.length);
  });

  it("repeats and reorders, and loses nothing by it", async () => {
    const { received } = await disturbed({ repeat: 0.4, reorder: 0.4 });
    const stamps = numbers(received);
    expect(stamps).not.toEqual(stamps.toSorted((a, b) => a - b));
    const calm = await disturbed({});
    const distinct = (messages: JsonObject[]): number =>
      new Set(
        messages.map(
          (message) =>
            `${textAt(message, "type")} ${textAt(message, "status")} ${textAt(message, "role")} ${numberAt(message, "turn")} ${objectsAt(message, "messages").length}`,
        ),
      ).size;
    expect(distinct(received)).toBe(distinct(calm.received));
    expect(received.length).toBeGreaterThan(calm.received.length);
  });

  it("disturbs the same call in the same way", async () => {
    const shape = (messages: JsonObject[]): string[] =>
      messages.map((message) => `${textAt(message, "type")} ${textAt(message, "role")}`);
    const first = await disturbed({ repeat: 0.3, lose: 0.2, reorder: 0.3 }, 11);
    const second = await disturbed({ repeat: 0.3, lose: 0.2, reorder: 0.3 }, 11);
    expect(shape(second.received)).toEqual(shape(first.received));
  });

  it("lets the call go on while nobody takes its webhooks", async () => {
    await emulator.knob("POST", "/faults", { webhooksDown: true });
    const id = await emulator.ring({ assistantId: await emulator.assistant(), script: SHORT });
    expect(await emulator.over(id)).toMatchObject({ status: "ended" });
    expect(emulator.receiver.received).toHaveLength(0);
  });
});
