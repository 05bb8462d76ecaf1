import { organizationSecret } from "@allokoli/shared/crypto/hmac";
import type { IngestResult } from "@allokoli/shared/rpc/calls";
import type { AssistantRequest } from "@allokoli/shared/rpc/telephony";
import { describe, expect, it, vi } from "vitest";
import {
  app,
  CALL,
  MASTER,
  ORG,
  OTHER,
  send,
  type Sent,
  signed,
  statusAndCode,
  useQuietWorld,
  WAIT,
  world,
} from "../testing/receiving.ts";

useQuietWorld();

describe("who is believed to be Vapi", () => {
  const body = JSON.stringify({ message: { type: "hang", call: { id: "vapi-call" } } });

  it("has the organization's secret, in either header", async () => {
    const secret = await organizationSecret(MASTER, ORG);
    expect((await send({ headers: { "x-vapi-secret": secret } })).status).toBe(200);
    expect((await send({ headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
  });

  it("or a signature of the platform's credential", async () => {
    expect((await send({ body, headers: await signed(body) })).status).toBe(200);
    expect(world.ingested).toMatchObject([{ orgId: ORG }]);
  });

  it("or what is derived from the master secret before, while that is kept", async () => {
    const kept = { VAPI_WEBHOOK_SECRET: "new master", VAPI_WEBHOOK_SECRET_PREVIOUS: MASTER };
    expect((await send({ bindings: kept })).status).toBe(200);
    for (const previous of [undefined, ""])
      expect((await send({ bindings: { ...kept, VAPI_WEBHOOK_SECRET_PREVIOUS: previous } })).status).toBe(401);
  });

  it.each<[string, () => Promise<Sent>]>([
    ["nothing", async () => ({ headers: {} })],
    ["its secret for another organization's address", async () => ({ query: `org=${OTHER}` })],
    ["no organization", async () => ({ query: "" })],
    ["an organization that is none", async () => ({ query: "org=1" })],
    ["a call that is none", async () => ({ query: `org=${ORG}&call=1` })],
    ["another body", async () => ({ body: body.replace("hang", "ping"), headers: await signed(body) })],
  ])("is nobody with %s", async (_what, sent) => {
    expect(await statusAndCode(await send(await sent()))).toEqual([401, "unauthorized"]);
    expect(world.ingested).toEqual([]);
  });

  it.each(["VAPI_WEBHOOK_SECRET", "CALLS", "ASSISTANTS"])("is not asked where %s is missing", async (name) => {
    expect(await statusAndCode(await send({ bindings: { [name]: undefined } }))).toEqual([503, "misconfigured"]);
  });
});

describe("a body", () => {
  it.each(["", "{", "nonsense"])("that is not JSON is refused: %j", async (body) => {
    expect(await statusAndCode(await send({ body }))).toEqual([400, "bad_json"]);
  });

  it.each(["null", "[]", "{}", '{"message":1}', '{"message":{}}', '{"message":{"type":3}}', '{"type":"hang"}'])(
    "that is no message is refused: %s",
    async (body) => {
      expect(await statusAndCode(await send({ body }))).toEqual([422, "validation_failed"]);
    },
  );

  it("above two megabytes is refused", async () => {
    const body = JSON.stringify({ message: { type: "hang", filler: "x".repeat(2 * 1024 * 1024) } });
    expect(await statusAndCode(await send({ body }))).toEqual([413, "payload_too_large"]);
    expect(world.ingested).toEqual([]);
  });
});

describe("what says something about a call", () => {
  const message = { type: "status-update", status: "ringing", call: { id: "vapi-call" } };

  it("is stored before Vapi is told that it was", async () => {
    const stored = Promise.withResolvers<IngestResult>();
    world.ingest = () => stored.promise;
    let answered = false;
    const response = send({ message, query: `org=${ORG}&call=${CALL}` }).then((given) => {
      answered = true;
      return given;
    });
    await vi.waitFor(() => expect(world.ingested).toHaveLength(1), WAIT);
    expect(answered).toBe(false);
    stored.resolve({ outcome: "stored" });
    expect((await response).status).toBe(200);
    expect(world.ingested).toEqual([{ orgId: ORG, callId: CALL, message, requestId: "request" }]);
  });

  it("that could not be stored is for Vapi to send again, and nothing is said of why", async () => {
    world.ingest = () => Promise.reject(new Error("secret place"));
    const response = await send({ message });
    const text = await response.text();
    expect([response.status, text.includes("secret place")]).toEqual([503, false]);
  });

  it.each(["stored", "repeated", "ignored"] as const)("is done with when it was %s", async (outcome) => {
    world.ingest = async () => ({ outcome });
    expect((await send({ message })).status).toBe(200);
  });

  it("has to come again for a call that Vapi does not know yet", async () => {
    world.ingest = async () => ({ outcome: "absent" });
    expect(await statusAndCode(await send({ message }))).toEqual([404, "not_found"]);
  });

  it.each(["model-output", "voice-input", "chat.created", "of the future"])(
    "and is of no use, is ignored: %s",
    async (type) => {
      expect((await send({ message: { type, call: { id: "vapi-call" } } })).status).toBe(200);
      expect(world.ingested).toEqual([]);
    },
  );

  it("without saying which call, is ignored", async () => {
    for (const call of [undefined, null, {}, { id: 3 }, { id: "" }])
      expect((await send({ message: { type: "hang", call } })).status).toBe(200);
    expect(world.ingested).toEqual([]);
  });
});

describe("a call that looks for an assistant", () => {
  const message = { type: "assistant-request", call: { id: "vapi-call" } };

  it("gets the organization's, and is announced", async () => {
    const response = await send({ message });
    expect([response.status, await response.json()]).toEqual([200, { assistantId: "vapi-assistant" }]);
    expect(world.ingested).toEqual([{ orgId: ORG, callId: null, message, requestId: "request" }]);
  });

  it("gets whoever the number that was called names, and the organization's when it names nobody or cannot be asked", async () => {
    const onNumber = { ...message, phoneNumber: { id: "vapi-number" }, customer: { number: "+33612345678" } };
    const answers = async () => (await send({ message: onNumber })).json();
    const requests: AssistantRequest[] = [];
    world.answerOnNumber = async (input) => {
      requests.push(input);
      return { destination: { type: "number", number: "+33199001234" } };
    };
    expect(await answers()).toEqual({ destination: { type: "number", number: "+33199001234" } });
    expect(requests).toEqual([
      { orgId: ORG, vapiPhoneNumberId: "vapi-number", caller: "+33612345678", requestId: "request" },
    ]);
    const odd = { ...onNumber, customer: { number: "+336\u00001234" } };
    await send({ message: odd });
    expect(requests.at(-1)).toMatchObject({ vapiPhoneNumberId: "vapi-number", caller: undefined });
    world.answerOnNumber = async () => undefined;
    expect(await answers()).toEqual({ assistantId: "vapi-assistant" });
    world.answerOnNumber = () => Promise.reject(new Error("away"));
    expect(await answers()).toEqual({ assistantId: "vapi-assistant" });
  });

  describe("whose caller is blocked", () => {
    const onNumber = { ...message, phoneNumber: { id: "vapi-number" } };
    const blocked = (sentence: string | null) => {
      world.answerAssistantRequest = () => Promise.reject(new Error("nobody is asked"));
      world.answerOnNumber = async () => ({ isBlocked: true, sentence });
    };

    it("hears the organization's sentence, or nothing", async () => {
      blocked("Ce numéro est bloqué.");
      expect(await (await send({ message: onNumber })).json()).toEqual({ error: "Ce numéro est bloqué." });
      blocked(null);
      expect(await (await send({ message: onNumber })).json()).toEqual({ error: "" });
    });

    it("is told that it is blocked before Vapi has what ends it", async () => {
      blocked(null);
      const known = Promise.withResolvers<IngestResult>();
      world.ingest = ({ isBlocked }) => (isBlocked ? known.promise : Promise.resolve({ outcome: "stored" }));
      let isAnswered = false;
      const response = send({ message: onNumber }).finally(() => (isAnswered = true));
      await vi.waitFor(() => expect(world.ingested.map(({ isBlocked }) => isBlocked)).toEqual([undefined, true]), WAIT);
      expect(isAnswered).toBe(false);
      known.resolve({ outcome: "stored" });
      expect((await response).status).toBe(200);
    });

    it("ends all the same while the call cannot be told", async () => {
      blocked("Ce numéro est bloqué.");
      world.ingest = () => new Promise(() => undefined);
      const response = send({ message: onNumber });
      await vi.waitFor(() => expect(world.waits.map(({ ms }) => ms)).toContain(1_500), WAIT);
      world.waits.find(({ ms }) => ms === 1_500)?.end();
      expect(await (await response).json()).toEqual({ error: "Ce numéro est bloqué." });
    });
  });

  it("hears a sentence when the assistants fail", async () => {
    world.answerAssistantRequest = () => Promise.reject(new Error("away"));
    const response = await send({ message });
    expect([response.status, await response.json()]).toEqual([200, { error: expect.stringContaining("rappeler") }]);
  });

  it("hears a sentence in time when the assistants are silent", async () => {
    world.answerAssistantRequest = () => new Promise(() => undefined);
    const response = send({ message });
    await vi.waitFor(() => expect(world.waits).toHaveLength(1), WAIT);
    expect(world.waits[0]?.ms).toBeLessThan(7_500);
    world.waits[0]?.end();
    expect(await (await response).json()).toEqual({ error: expect.any(String) });
  });

  it("is answered although it could not be announced", async () => {
    world.ingest = () => Promise.reject(new Error("away"));
    expect(await (await send({ message })).json()).toEqual({ assistantId: "vapi-assistant" });
  });
});

describe("questions that there is no answer to yet", () => {
  it.each([
    ["knowledge-base-request", { documents: [] }],
    ["transfer-destination-request", { error: expect.any(String) }],
    ["handoff-destination-request", { error: expect.any(String) }],
  ])("are answered in their own shape: %s", async (type, body) => {
    const response = await send({ message: { type, call: { id: "vapi-call" } } });
    expect([response.status, await response.json()]).toEqual([200, body]);
    expect(world.ingested).toEqual([]);
  });
});

it("nothing but POST is taken", async () => {
  const response = await app.request("/v1/webhooks/receive", {}, { VAPI_WEBHOOK_SECRET: MASTER });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

it("no log line ever holds what a message says", async () => {
  const words = "private-words";
  world.ingest = () => Promise.reject(new Error("away"));
  for (const type of ["transcript", "tool-calls", "assistant-request", "end-of-call-report", "of the future"]) {
    world.endWaits = true;
    await send({ message: { type, transcript: words, call: { id: words, customer: { number: words } } } });
    await Promise.all(world.background);
  }
  await send({ body: `{"message": ${words}` });
  expect(world.logged.length).toBeGreaterThan(0);
  expect(world.logged.join("")).not.toContain(words);
});
