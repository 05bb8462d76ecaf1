import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Json, JsonObject } from "./json.ts";
import { listAt, numberAt, objectAt, objectsAt, textAt } from "./json.ts";
import type { TestEmulator } from "./testing/emulator.ts";
import { openEmulator } from "./testing/emulator.ts";

const EVERYTHING = [
  "status-update",
  "assistant.started",
  "speech-update",
  "transcript",
  "conversation-update",
  "model-output",
  "user-interrupted",
  "hang",
  "transfer-update",
  "end-of-call-report",
];
const SHORT = [{ caller: "Bonjour, un rendez-vous ?", assistant: "Bien sûr." }, { hangUp: true }];
let emulator: TestEmulator;

beforeAll(async () => {
  emulator = await openEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => {
  emulator.receiver.received.length = 0;
  emulator.receiver.answer = () => ({});
});

/** A message without what differs from call to call. */
function bare(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => bare(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  const kept: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (/^(?:id|.*Id|timestamp|time|endTime|.*At|now|date|day|monitor|.*Url)$/.test(key)) continue;
    kept[key] = bare(item);
  }
  return kept;
}

function line(message: JsonObject): string {
  return [message["type"], message["status"], message["role"], message["transcriptType"], message["endedReason"]]
    .filter((part) => typeof part === "string")
    .join(" ");
}

describe("the order of a call", () => {
  it("sends an outbound call’s messages as Vapi does", async () => {
    const assistantId = await emulator.assistant({
      serverMessages: EVERYTHING.filter((type) => type !== "model-output"),
    });
    await emulator.knob("POST", "/scripts", { script: SHORT });
    const { body } = await emulator.rest("POST", "/call", {
      assistantId,
      phoneNumberId: emulator.vapi.phoneNumberId,
      customer: { number: "+33612345678" },
    });
    await emulator.over(textAt(body, "id") ?? "");
    const lines = emulator.receiver.received.map((entry) => line(entry.message));
    const withoutPartials = lines.filter((text) => !text.includes("partial"));
    expect(withoutPartials.slice(0, 8)).toEqual([
      "status-update queued",
      "status-update ringing",
      "status-update in-progress",
      "assistant.started",
      "speech-update started assistant",
      "transcript assistant final",
      "speech-update stopped assistant",
      "conversation-update",
    ]);
    expect(withoutPartials.slice(8, 11)).toEqual([
      "speech-update started user",
      "transcript user final",
      "conversation-update",
    ]);
    // Whether the caller's stop or the assistant's start is known first depends on the seed.
    expect(withoutPartials.slice(11, 13).toSorted()).toEqual([
      "speech-update started assistant",
      "speech-update stopped user",
    ]);
    expect(withoutPartials.slice(-2)).toEqual([
      "status-update ended customer-ended-call",
      "end-of-call-report customer-ended-call",
    ]);
    const stamps = emulator.receiver.received.map((entry) => numberAt(entry.message, "timestamp") ?? 0);
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
  });

  it("plays the same call for the same seed, and another for another", async () => {
    const assistantId = await emulator.assistant({
      serverMessages: EVERYTHING.filter((type) => type !== "model-output"),
    });
    const play = async (seed: number): Promise<(Json | undefined)[]> => {
      emulator.receiver.received.length = 0;
      await emulator.over(await emulator.ring({ assistantId, seed }));
      return emulator.receiver.received.map((entry) => bare(entry.message));
    };
    const first = await play(7);
    expect(await play(7)).toEqual(first);
    expect(await play(8)).not.toEqual(first);
  });

  it("sends only what `serverMessages` asks for", async () => {
    const assistantId = await emulator.assistant({
      serverMessages: ["status-update", 'transcript[transcriptType="final"]'],
    });
    await emulator.over(await emulator.ring({ assistantId, script: SHORT }));
    expect(new Set(emulator.receiver.types())).toEqual(new Set(["status-update", "transcript"]));
    expect(emulator.receiver.of("transcript").map((message) => message["transcriptType"])).toEqual([
      "final",
      "final",
      "final",
    ]);
  });

  it("leaves transcripts out unless they are asked for", async () => {
    await emulator.over(await emulator.ring({ assistantId: await emulator.assistant(), script: SHORT }));
    expect(emulator.receiver.types()).not.toContain("transcript");
    expect(emulator.receiver.types()).toContain("end-of-call-report");
  });
});

describe("the report", () => {
  it("agrees with itself and with the call at rest", async () => {
    const assistantId = await emulator.assistant({
      analysisPlan: {
        structuredDataPlan: {
          enabled: true,
          schema: { type: "object", properties: { nom: { type: "string" }, urgent: { type: "boolean" } } },
        },
        successEvaluationPlan: { rubric: "NumericScale" },
      },
    });
    const call = await emulator.over(await emulator.ring({ assistantId, seed: 3 }));
    const report = emulator.receiver.of("end-of-call-report")[0];
    expect(report).toBeDefined();
    for (const key of ["cost", "costs", "endedReason", "startedAt", "endedAt", "analysis"]) {
      expect(report?.[key]).toEqual(call[key]);
    }
    const costs = objectsAt(call, "costs").reduce((sum, item) => sum + (numberAt(item, "cost") ?? 0), 0);
    expect(costs).toBeCloseTo(numberAt(call, "cost") ?? -1, 6);
    expect(numberAt(call, "costBreakdown", "total")).toBe(call["cost"]);
    expect(textAt(call, "analysis", "successEvaluation")).toBe("8");
    expect(objectAt(call, "analysis", "structuredData")).toMatchObject({
      nom: expect.stringMatching(/\w+ \w+/),
      urgent: true,
    });
    expect(listAt(call, "artifact", "performanceMetrics", "turnLatencies").length).toBeGreaterThan(3);
    const seconds = (Date.parse(textAt(call, "endedAt") ?? "") - Date.parse(textAt(call, "startedAt") ?? "")) / 1000;
    expect(numberAt(report, "durationSeconds")).toBeCloseTo(seconds, 3);
    for (const message of objectsAt(call, "artifact", "messages")) {
      if (message["role"] === "system") continue;
      expect(numberAt(message, "duration")).toBeGreaterThan(0);
      expect(numberAt(message, "secondsFromStart")).toBeLessThanOrEqual(seconds);
    }
  });

  it("carries what a receiver must not keep", async () => {
    await emulator.over(await emulator.ring({ assistantId: await emulator.assistant(), script: SHORT }));
    expect(textAt(emulator.receiver.of("end-of-call-report")[0], "phoneNumber", "twilioAuthToken")).toBeDefined();
  });

  it("has no recording when recording is off", async () => {
    const assistantId = await emulator.assistant({ artifactPlan: { recordingEnabled: false } });
    const id = await emulator.ring({ assistantId, script: SHORT });
    const call = await emulator.over(id);
    expect(call["artifact"]).not.toHaveProperty("recordingUrl");
    expect((await emulator.rest("GET", `/call/${id}/mono-recording`)).status).toBe(404);
  });
});

describe("how a call ends", () => {
  const endings: [string, JsonObject, JsonObject[], string][] = [
    ["the caller hangs up", {}, [{ hangUp: true }], "customer-ended-call"],
    [
      "the assistant says an end-call phrase",
      { endCallPhrases: ["bonne journée"] },
      [{ caller: "Merci", assistant: "Bonne journée !" }, { stay: true }],
      "assistant-said-end-call-phrase",
    ],
    [
      "the assistant uses its endCall tool",
      { endCallMessage: "Au revoir." },
      [{ endCall: true }],
      "assistant-ended-call",
    ],
    ["nobody speaks for too long", { silenceTimeoutSeconds: 10 }, [{ pauseMs: 60_000 }], "silence-timed-out"],
    ["the call lasts too long", { maxDurationSeconds: 10 }, [{ caller: "a ".repeat(200) }], "exceeded-max-duration"],
    [
      "the model’s provider fails",
      {},
      [{ fail: "call.in-progress.error-providerfault-openai-llm-failed" }],
      "call.in-progress.error-providerfault-openai-llm-failed",
    ],
    ["the call is transferred", {}, [{ transfer: { number: "+33140000000" } }], "assistant-forwarded-call"],
  ];
  it.each(endings)("%s", async (_name, fields, script, endedReason) => {
    const call = await emulator.over(await emulator.ring({ assistantId: await emulator.assistant(fields), script }));
    expect(call).toMatchObject({ status: "ended", endedReason });
  });

  it("after the time that the call's overrides allow, whatever its assistant allows", async () => {
    const assistantId = await emulator.assistant({ maxDurationSeconds: 43_200 });
    const script = [{ caller: "a ".repeat(200) }];
    const overrides = { assistantOverrides: { maxDurationSeconds: 10 } };
    const call = await emulator.over(await emulator.ring({ assistantId, script, ...overrides }));
    expect(call).toMatchObject({ status: "ended", endedReason: "exceeded-max-duration" });
    const { body: squad } = await emulator.rest("POST", "/squad", { members: [{ assistantId }] });
    const { body: outgoing } = await emulator.rest("POST", "/call", {
      squadId: textAt(squad, "id"),
      squadOverrides: { maxDurationSeconds: 10 },
      phoneNumberId: emulator.vapi.phoneNumberId,
      customer: { number: "+33612340010" },
    });
    const ofSquad = await emulator.over(textAt(outgoing, "id") ?? "");
    expect(ofSquad["endedReason"]).toBe("exceeded-max-duration");
    const [from, to] = ["startedAt", "endedAt"].map((field) => Date.parse(textAt(ofSquad, field) ?? ""));
    expect(Number(to) - Number(from)).toBe(10_000);
  });

  const numbers: [string, string][] = [
    ["+33612340001", "customer-busy"],
    ["+33612340002", "customer-did-not-answer"],
    ["+33612340003", "voicemail"],
    ["+33612340004", "twilio-failed-to-connect-call"],
    ["+33612340005", "twilio-reported-customer-misdialed"],
    ["+33612340009", "silence-timed-out"],
    ["+33612340010", "exceeded-max-duration"],
  ];
  it.each(numbers)("calling %s: %s", async (number, endedReason) => {
    const assistantId = await emulator.assistant({ serverMessages: ["status-update", "end-of-call-report"] });
    const { body } = await emulator.rest("POST", "/call", {
      assistantId,
      phoneNumberId: emulator.vapi.phoneNumberId,
      customer: { number },
    });
    const call = await emulator.over(textAt(body, "id") ?? "");
    expect(call["endedReason"]).toBe(endedReason);
    expect(emulator.receiver.of("end-of-call-report")).toHaveLength(1);
    const answered = ["voicemail", "silence-timed-out", "exceeded-max-duration"].includes(endedReason);
    expect(call["startedAt"] !== undefined).toBe(answered);
  });
});

describe("what happens in a call", () => {
  it("says when the caller interrupts, and keeps only what was heard", async () => {
    const assistantId = await emulator.assistant();
    const said = "Nous sommes ouverts du lundi au vendredi de neuf heures à dix-huit heures sans interruption.";
    const script = [
      { caller: "Vos horaires ?", assistant: said },
      { interrupt: true },
      { caller: "Merci, ça suffit." },
      { hangUp: true },
    ];
    const call = await emulator.over(await emulator.ring({ assistantId, script }));
    expect(emulator.receiver.of("user-interrupted")).toHaveLength(1);
    const heard = textAt(objectsAt(call, "messages")[2], "message") ?? "";
    expect(said.startsWith(heard)).toBe(true);
    expect(heard.length).toBeLessThan(said.length);
    expect(numberAt(call, "artifact", "performanceMetrics", "numUserInterrupted")).toBe(1);
  });

  it("says when the assistant does not answer", async () => {
    const script = [{ caller: "Allô ?" }, { hangMs: 6000 }, { assistant: "Pardon, me revoilà." }, { hangUp: true }];
    await emulator.over(await emulator.ring({ assistantId: await emulator.assistant(), script }));
    expect(emulator.receiver.of("hang")).toHaveLength(1);
  });

  it("fills variables into what is said", async () => {
    const assistantId = await emulator.assistant({
      firstMessage: "Bonjour {{ nom }}, votre numéro est {{customer.number}}.",
    });
    const call = await emulator.over(
      await emulator.ring({
        assistantId,
        from: "+33700000000",
        assistantOverrides: { variableValues: { nom: "Claire" } },
        script: [{ hangUp: true }],
      }),
    );
    expect(textAt(call, "artifact", "transcript")).toBe("AI: Bonjour Claire, votre numéro est +33700000000.\n");
  });
});

describe("a tool", () => {
  const tool = {
    type: "function",
    function: { name: "creneaux", parameters: { type: "object", properties: { jour: { type: "string" } } } },
  };
  const script = [
    { caller: "Mardi ?" },
    { toolCall: { name: "creneaux", arguments: { jour: "mardi" }, say: "Voilà." } },
    { hangUp: true },
  ];
  const callId = (message: JsonObject): string => textAt(objectsAt(message, "toolCallList")[0], "id") ?? "";

  async function resultOf(
    answer: (message: JsonObject) => { status?: number; body?: unknown },
  ): Promise<string | undefined> {
    emulator.receiver.answer = (message) => (message["type"] === "tool-calls" ? answer(message) : {});
    const assistantId = await emulator.assistant({ model: { provider: "openai", model: "gpt-4o", tools: [tool] } });
    const call = await emulator.over(await emulator.ring({ assistantId, script }));
    return textAt(
      objectsAt(call, "messages").find((message) => message["role"] === "tool_call_result"),
      "result",
    );
  }

  it("waits for the answer and takes a strict one only", async () => {
    const id = callId;
    const ok = await resultOf((message) => ({
      body: { results: [{ toolCallId: id(message), result: "mardi à 9 h" }] },
    }));
    expect(ok).toBe("mardi à 9 h");
    const message = emulator.receiver.of("tool-calls")[0];
    expect(objectsAt(message, "toolCallList")[0]).toMatchObject({
      type: "function",
      function: { name: "creneaux", arguments: { jour: "mardi" } },
    });
    expect(objectsAt(message, "toolWithToolCallList")[0]).toMatchObject({
      type: "function",
      toolCall: { id: callId(message ?? {}) },
    });

    const none = "No result returned";
    expect(await resultOf((m) => ({ status: 201, body: { results: [{ toolCallId: id(m), result: "x" }] } }))).toBe(
      none,
    );
    expect(await resultOf(() => ({ body: { results: [{ toolCallId: "another", result: "x" }] } }))).toBe(none);
    expect(await resultOf((m) => ({ body: { results: [{ toolCallId: id(m), result: { an: "object" } }] } }))).toBe(
      none,
    );
    expect(await resultOf((m) => ({ body: { results: [{ toolCallId: id(m), result: "two\nlines" }] } }))).toBe(none);
    expect(await resultOf((m) => ({ body: { results: [{ toolCallId: id(m), error: "complet" }] } }))).toBe("complet");
  });

  it("is used once by the default caller", async () => {
    const assistantId = await emulator.assistant({ model: { provider: "openai", model: "gpt-4o", tools: [tool] } });
    await emulator.over(await emulator.ring({ assistantId }));
    expect(emulator.receiver.of("tool-calls")).toHaveLength(1);
  });
});
