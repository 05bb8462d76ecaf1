import { hmac, organizationSecret, toHex } from "@allokoli/shared/crypto/hmac";
import type {
  AssistantAnswer,
  AssistantsRpc,
  ToolCall,
  ToolCallsInput,
  ToolResult,
} from "@allokoli/shared/rpc/assistants";
import type { IngestInput, IngestResult } from "@allokoli/shared/rpc/calls";
import type { AssistantRequest, TelephonyRpc } from "@allokoli/shared/rpc/telephony";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWebhooks } from "../app.ts";

const MASTER = "master";
const HMAC_KEY = "hmac key";
const ORG = "0198c2a4-0000-7000-8000-00000000000a";
const OTHER = "0198c2a4-0000-7000-8000-00000000000b";
const CALL = "0198c2a4-0000-7000-8000-00000000000c";
const NOW_MS = 1_786_546_871_433;
const WAIT = { timeout: 20_000 };

let ingested: IngestInput[];
let ingest: (input: IngestInput) => Promise<IngestResult>;
let answerAssistantRequest: AssistantsRpc["answerAssistantRequest"];
let answerOnNumber: TelephonyRpc["answerAssistantRequest"];
let runToolCalls: AssistantsRpc["runToolCalls"];
let asked: ToolCall[][];
let askedOf: Omit<ToolCallsInput, "calls">[];
let background: Promise<unknown>[];
/** Every wait begun, to be ended by the test. */
let waits: { ms: number; end: () => void }[];
let endWaits: boolean;
let logged: string[];

beforeEach(() => {
  logged = [];
  for (const level of ["log", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: unknown) => void logged.push(String(line)));
  }
  ingested = [];
  asked = [];
  askedOf = [];
  background = [];
  waits = [];
  endWaits = false;
  ingest = async () => ({ outcome: "stored" });
  answerAssistantRequest = async (): Promise<AssistantAnswer> => ({ assistantId: "vapi-assistant" });
  answerOnNumber = async () => undefined;
  runToolCalls = async ({ calls }): Promise<ToolResult[]> =>
    calls.map(({ toolCallId, name }) => ({ toolCallId, name, result: "18 h 30" }));
});

afterEach(() => {
  vi.restoreAllMocks();
});

const pause = (ms: number) => new Promise<void>((end) => (endWaits ? end() : waits.push({ ms, end })));
const app = createWebhooks({ now: () => NOW_MS, pause });

type Sent = { query?: string; headers?: Record<string, string>; body?: string; message?: object; bindings?: object };

async function send({
  query = `org=${ORG}`,
  headers,
  body,
  message = { type: "hang", call: { id: "vapi-call" } },
  bindings = {},
}: Sent = {}) {
  const env = {
    VAPI_WEBHOOK_SECRET: MASTER,
    VAPI_HMAC_KEY: HMAC_KEY,
    CALLS: {
      ingest: async (input: IngestInput) => {
        ingested.push(input);
        return ingest(input);
      },
    },
    ASSISTANTS: {
      answerAssistantRequest: (input: Parameters<AssistantsRpc["answerAssistantRequest"]>[0]) =>
        answerAssistantRequest(input),
      runToolCalls: (input: Parameters<AssistantsRpc["runToolCalls"]>[0]) => {
        const { calls, ...who } = input;
        asked.push(calls);
        askedOf.push(who);
        return runToolCalls(input);
      },
    },
    TELEPHONY: { answerAssistantRequest: (input: AssistantRequest) => answerOnNumber(input) },
    ...bindings,
  };
  const init = {
    method: "POST",
    headers: headers ?? { "x-vapi-secret": await organizationSecret(MASTER, ORG), "x-request-id": "request" },
    body: body ?? JSON.stringify({ message }),
  };
  const context = {
    waitUntil: (work: Promise<unknown>) => void background.push(work),
    passThroughOnException: () => undefined,
    props: {},
  };
  return app.request(`/v1/webhooks/receive?${query}`, init, env, context);
}

const statusAndCode = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
async function signed(body: string, sentMs = NOW_MS, key = HMAC_KEY) {
  const timestamp = String(sentMs);
  return { "x-timestamp": timestamp, "x-signature": toHex(await hmac(key, `${timestamp}.${body}`)) };
}

describe("who is believed to be Vapi", () => {
  const body = JSON.stringify({ message: { type: "hang", call: { id: "vapi-call" } } });

  it("has the organization's secret, in either header", async () => {
    const secret = await organizationSecret(MASTER, ORG);
    expect((await send({ headers: { "x-vapi-secret": secret } })).status).toBe(200);
    expect((await send({ headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
  });

  it("or a signature of the platform's credential", async () => {
    expect((await send({ body, headers: await signed(body) })).status).toBe(200);
    expect(ingested).toMatchObject([{ orgId: ORG }]);
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
    expect(ingested).toEqual([]);
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
    expect(ingested).toEqual([]);
  });
});

describe("what says something about a call", () => {
  const message = { type: "status-update", status: "ringing", call: { id: "vapi-call" } };

  it("is stored before Vapi is told that it was", async () => {
    const stored = Promise.withResolvers<IngestResult>();
    ingest = () => stored.promise;
    let answered = false;
    const response = send({ message, query: `org=${ORG}&call=${CALL}` }).then((given) => {
      answered = true;
      return given;
    });
    await vi.waitFor(() => expect(ingested).toHaveLength(1), WAIT);
    expect(answered).toBe(false);
    stored.resolve({ outcome: "stored" });
    expect((await response).status).toBe(200);
    expect(ingested).toEqual([{ orgId: ORG, callId: CALL, message, requestId: "request" }]);
  });

  it("that could not be stored is for Vapi to send again, and nothing is said of why", async () => {
    ingest = () => Promise.reject(new Error("secret place"));
    const response = await send({ message });
    const text = await response.text();
    expect([response.status, text.includes("secret place")]).toEqual([503, false]);
  });

  it.each(["stored", "repeated", "ignored"] as const)("is done with when it was %s", async (outcome) => {
    ingest = async () => ({ outcome });
    expect((await send({ message })).status).toBe(200);
  });

  it("has to come again for a call that Vapi does not know yet", async () => {
    ingest = async () => ({ outcome: "absent" });
    expect(await statusAndCode(await send({ message }))).toEqual([404, "not_found"]);
  });

  it.each(["model-output", "voice-input", "chat.created", "of the future"])(
    "and is of no use, is ignored: %s",
    async (type) => {
      expect((await send({ message: { type, call: { id: "vapi-call" } } })).status).toBe(200);
      expect(ingested).toEqual([]);
    },
  );

  it("without saying which call, is ignored", async () => {
    for (const call of [undefined, null, {}, { id: 3 }, { id: "" }])
      expect((await send({ message: { type: "hang", call } })).status).toBe(200);
    expect(ingested).toEqual([]);
  });
});

describe("a call that looks for an assistant", () => {
  const message = { type: "assistant-request", call: { id: "vapi-call" } };

  it("gets the organization's, and is announced", async () => {
    const response = await send({ message });
    expect([response.status, await response.json()]).toEqual([200, { assistantId: "vapi-assistant" }]);
    expect(ingested).toEqual([{ orgId: ORG, callId: null, message, requestId: "request" }]);
  });

  it("gets whoever the number that was called names, and the organization's when it names nobody or cannot be asked", async () => {
    const onNumber = { ...message, phoneNumber: { id: "vapi-number" }, customer: { number: "+33612345678" } };
    const answers = async () => (await send({ message: onNumber })).json();
    const asked: AssistantRequest[] = [];
    answerOnNumber = async (input) => {
      asked.push(input);
      return { destination: { type: "number", number: "+33199001234" } };
    };
    expect(await answers()).toEqual({ destination: { type: "number", number: "+33199001234" } });
    expect(asked).toEqual([
      { orgId: ORG, vapiPhoneNumberId: "vapi-number", caller: "+33612345678", requestId: "request" },
    ]);
    answerOnNumber = async () => undefined;
    expect(await answers()).toEqual({ assistantId: "vapi-assistant" });
    answerOnNumber = () => Promise.reject(new Error("away"));
    expect(await answers()).toEqual({ assistantId: "vapi-assistant" });
  });

  describe("whose caller is blocked", () => {
    const onNumber = { ...message, phoneNumber: { id: "vapi-number" } };
    const blocked = (sentence: string | null) => {
      answerAssistantRequest = () => Promise.reject(new Error("nobody is asked"));
      answerOnNumber = async () => ({ isBlocked: true, sentence });
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
      ingest = ({ isBlocked }) => (isBlocked ? known.promise : Promise.resolve({ outcome: "stored" }));
      let isAnswered = false;
      const response = send({ message: onNumber }).finally(() => (isAnswered = true));
      await vi.waitFor(() => expect(ingested.map(({ isBlocked }) => isBlocked)).toEqual([undefined, true]), WAIT);
      expect(isAnswered).toBe(false);
      known.resolve({ outcome: "stored" });
      expect((await response).status).toBe(200);
    });

    it("ends all the same while the call cannot be told", async () => {
      blocked("Ce numéro est bloqué.");
      ingest = () => new Promise(() => undefined);
      const response = send({ message: onNumber });
      await vi.waitFor(() => expect(waits.map(({ ms }) => ms)).toContain(1_500), WAIT);
      waits.find(({ ms }) => ms === 1_500)?.end();
      expect(await (await response).json()).toEqual({ error: "Ce numéro est bloqué." });
    });
  });

  it("hears a sentence when the assistants fail", async () => {
    answerAssistantRequest = () => Promise.reject(new Error("away"));
    const response = await send({ message });
    expect([response.status, await response.json()]).toEqual([200, { error: expect.stringContaining("rappeler") }]);
  });

  it("hears a sentence in time when the assistants are silent", async () => {
    answerAssistantRequest = () => new Promise(() => undefined);
    const response = send({ message });
    await vi.waitFor(() => expect(waits).toHaveLength(1), WAIT);
    expect(waits[0]?.ms).toBeLessThan(7_500);
    waits[0]?.end();
    expect(await (await response).json()).toEqual({ error: expect.any(String) });
  });

  it("is answered although it could not be announced", async () => {
    ingest = () => Promise.reject(new Error("away"));
    expect(await (await send({ message })).json()).toEqual({ assistantId: "vapi-assistant" });
  });
});

describe("functions", () => {
  const message = {
    type: "tool-calls",
    call: { id: "vapi-call" },
    toolCallList: [{ id: "1", type: "function", function: { name: "opening_hours", arguments: { day: "Monday" } } }],
  };

  it("are run, and the listeners are told of the call and of its result", async () => {
    const response = await send({ message });
    const results = [{ toolCallId: "1", name: "opening_hours", result: "18 h 30" }];
    expect([response.status, await response.json()]).toEqual([200, { results }]);
    expect(asked).toEqual([[{ toolCallId: "1", name: "opening_hours", arguments: { day: "Monday" } }]]);
    await Promise.all(background);
    expect(ingested.map((input) => input.message)).toEqual([message, { ...message, results }]);
  });

  it("are asked of the assistant that the tool's address names, with who called", async () => {
    const call = { id: "vapi-call", assistantId: "vapi-assistant", customer: { number: "+33612345678" } };
    await send({ query: `org=${ORG}&assistant=${CALL}`, message: { ...message, call } });
    await send({ message: { ...message, assistant: { id: "vapi-other" } } });
    const who = { orgId: ORG, requestId: "request", vapiCallId: "vapi-call" };
    expect(askedOf).toEqual([
      { ...who, assistantId: CALL, vapiAssistantId: "vapi-assistant", customerNumber: "+33612345678" },
      { ...who, vapiAssistantId: "vapi-other" },
    ]);
    expect((await send({ query: `org=${ORG}&assistant=other`, message })).status).toBe(401);
  });

  it("are asked in writing by the session, or the chat, that there is in the place of a call", async () => {
    const { call: _call, ...written } = message;
    for (const chat of [{ id: "chat-1", sessionId: "session" }, { id: "chat-2" }, { id: 3, sessionId: "s" }, "none"])
      await send({ message: { ...written, chat } });
    expect(askedOf.map(({ chatId }) => chatId)).toEqual(["session", "chat-2", "s", undefined]);
  });

  it("of 2024 are run too, and answered by one text", async () => {
    const functionCall = { name: "opening_hours", parameters: { day: "Monday" } };
    const old = { type: "function-call", call: { id: "vapi-call" }, functionCall };
    const answered = (await (await send({ message: old })).json()) as { result: string; results: ToolResult[] };
    expect(answered).toMatchObject({ result: "18 h 30", results: [{ name: "opening_hours", result: "18 h 30" }] });
    expect(asked).toMatchObject([[{ name: "opening_hours", arguments: { day: "Monday" } }]]);
    await Promise.all(background);
    expect(ingested.map((input) => input.message)).toEqual([old, { ...old, results: answered.results }]);
  });

  it("are asked with the SIP address of a caller who has no number", async () => {
    const customer = { sipUri: "sip:zoe@exemple.fr" };
    await send({ message: { ...message, customer } });
    await send({ message: { ...message, call: { id: "vapi-call", customer } } });
    expect(askedOf.map(({ customerNumber }) => customerNumber)).toEqual([customer.sipUri, customer.sipUri]);
  });

  it("are asked with our id of a call that we began, and not with what an assistant's own metadata says", async () => {
    const named = { metadata: { allokoliCallId: CALL } };
    const calls = [
      { assistantOverrides: named },
      { squadOverrides: named },
      { assistant: named, metadata: named.metadata },
      { assistantOverrides: { metadata: { allokoliCallId: "' or true" } } },
    ];
    for (const call of calls) await send({ message: { ...message, call: { id: "vapi-call", ...call } } });
    await send({ query: `org=${ORG}&call=${OTHER}`, message });
    expect(askedOf.map(({ callId }) => callId)).toEqual([CALL, CALL, undefined, undefined, OTHER]);
  });

  it("of a workflow's are asked of the workflow that the tool's address names", async () => {
    await send({ query: `org=${ORG}&workflow=${CALL}`, message });
    await send({ query: `org=${ORG}&workflow=${CALL}&draft=true`, message });
    expect(askedOf).toMatchObject([{ workflowId: CALL }, { workflowId: CALL, isDraft: true }]);
    expect((await send({ query: `org=${ORG}&workflow=other`, message })).status).toBe(401);
    expect((await send({ query: `org=${ORG}&workflow=${CALL}&draft=perhaps`, message })).status).toBe(401);
  });

  it("that fail are answered as a success, with an error of one line: Vapi reads nothing else", async () => {
    runToolCalls = () => Promise.reject(new Error("secret\nplace"));
    const response = await send({ message });
    const { results } = (await response.json()) as { results: { error: string }[] };
    expect([response.status, results.length]).toEqual([200, 1]);
    expect(results[0]?.error).not.toMatch(/secret|\n/);
  });

  it("that take too long are answered while Vapi still listens", async () => {
    runToolCalls = () => new Promise(() => undefined);
    const response = send({ message });
    await vi.waitFor(() => expect(waits).toHaveLength(1), WAIT);
    expect(waits[0]?.ms).toBeLessThan(20_000);
    waits[0]?.end();
    expect(await (await response).json()).toEqual({
      results: [{ toolCallId: "1", name: "opening_hours", error: expect.any(String) }],
    });
  });

  it("are answered although they could not be stored, which is tried again afterwards", async () => {
    let failures = 2;
    ingest = async () => {
      if (failures-- > 0) throw new Error("away");
      return { outcome: "stored" };
    };
    const response = await send({ message });
    expect(response.status).toBe(200);
    endWaits = true;
    for (const wait of waits) wait.end();
    await Promise.all(background);
    expect(ingested.map((input) => "results" in input.message)).toEqual([false, false, false, true]);
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
    expect(ingested).toEqual([]);
  });
});

it("nothing but POST is taken", async () => {
  const response = await app.request("/v1/webhooks/receive", {}, { VAPI_WEBHOOK_SECRET: MASTER });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

it("no log line ever holds what a message says", async () => {
  const words = "private-words";
  ingest = () => Promise.reject(new Error("away"));
  for (const type of ["transcript", "tool-calls", "assistant-request", "end-of-call-report", "of the future"]) {
    endWaits = true;
    await send({ message: { type, transcript: words, call: { id: words, customer: { number: words } } } });
    await Promise.all(background);
  }
  await send({ body: `{"message": ${words}` });
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.join("")).not.toContain(words);
});
