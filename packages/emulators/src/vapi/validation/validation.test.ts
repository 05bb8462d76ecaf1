import { describe, expect, it } from "vitest";
import { VapiProblem } from "../errors.ts";
import type { Json } from "../json.ts";
import { complaints, requireValid } from "./validate.ts";

const wrong: [string, string, Json, string][] = [
  [
    "a name that is too long",
    "CreateAssistantDTO",
    { name: "x".repeat(41) },
    "name must be shorter than or equal to 40 characters",
  ],
  ["a field nobody knows", "CreateAssistantDTO", { firstMesage: "x" }, "property firstMesage should not exist"],
  ["a wrong type", "CreateAssistantDTO", { firstMessage: 3 }, "firstMessage must be a string"],
  [
    "a number out of bounds",
    "CreateAssistantDTO",
    { maxDurationSeconds: 5 },
    "maxDurationSeconds must not be less than 10",
  ],
  [
    "a short silence",
    "CreateAssistantDTO",
    { silenceTimeoutSeconds: 1 },
    "silenceTimeoutSeconds must not be less than 10",
  ],
  [
    "a server message nobody sends",
    "CreateAssistantDTO",
    { serverMessages: ["telegram"] },
    "serverMessages.0 must be one of the following values: ",
  ],
  [
    "an address without a scheme",
    "CreateAssistantDTO",
    { server: { url: "example.org" } },
    "server.url must be a valid URL. Hot tip, the protocol should be https://, but found example.org",
  ],
  [
    "an unknown provider",
    "CreateAssistantDTO",
    { model: { provider: "abacus", model: "x" } },
    "model.provider must be one of the following values: anthropic",
  ],
  [
    "a model without its name",
    "CreateAssistantDTO",
    { model: { provider: "openai" } },
    "model.model should not be null or undefined",
  ],
  [
    "a wrong back-off",
    "CreateAssistantDTO",
    { server: { url: "https://a.test", backoffPlan: { type: "fixed", maxRetries: 11, baseDelaySeconds: 1 } } },
    "server.backoffPlan.maxRetries must not be greater than 10",
  ],
  [
    "a nested assistant",
    "CreateCallDTO",
    { assistant: { name: "x".repeat(41) } },
    "assistant.name must be shorter than or equal to 40 characters",
  ],
  [
    "a field in the overrides",
    "CreateCallDTO",
    { assistantOverrides: { nme: "x" } },
    "assistantOverrides.property nme should not exist",
  ],
  ["a change of a call other than its name", "UpdateCallDTO", { status: "ended" }, "property status should not exist"],
];

describe("bodies are refused in the words of Vapi", () => {
  it.each(wrong)("%s", (_title, schema, body, message) => {
    expect(complaints(schema, body).join("\n")).toContain(message);
  });

  it("as a 400 whose message is a list", () => {
    const problem = ((): unknown => {
      try {
        return requireValid("CreateAssistantDTO", { name: 3, firstMessage: 4 });
      } catch (err) {
        return err;
      }
    })();
    if (!(problem instanceof VapiProblem)) throw new Error("expected a VapiProblem");
    expect(problem.status).toBe(400);
    expect(problem.body).toEqual({
      message: expect.arrayContaining(["name must be a string", "firstMessage must be a string"]),
      error: "Bad Request",
      statusCode: 400,
    });
  });
});

describe("what Vapi takes is taken", () => {
  it("a whole French assistant", () => {
    const assistant = {
      name: "Secrétariat",
      firstMessage: "Bonjour.",
      firstMessageMode: "assistant-speaks-first",
      model: {
        provider: "openai",
        model: "gpt-4o-mini",
        temperature: 0.3,
        messages: [{ role: "system", content: "Vous êtes…" }],
        tools: [
          {
            type: "function",
            async: false,
            function: {
              name: "creneaux",
              description: "d",
              parameters: { type: "object", properties: { jour: { type: "string" } }, required: ["jour"] },
            },
            server: { url: "http://127.0.0.1:8787/v1/webhooks/receive" },
          },
          { type: "endCall" },
          { type: "transferCall", destinations: [{ type: "number", number: "+33140000000" }] },
        ],
      },
      voice: { provider: "11labs", voiceId: "x", model: "eleven_turbo_v2_5", language: "fr" },
      transcriber: { provider: "deepgram", model: "nova-3", language: "fr" },
      serverMessages: ["status-update", "transcript", "end-of-call-report", "tool-calls"],
      endCallPhrases: ["au revoir"],
      maxDurationSeconds: 600,
      silenceTimeoutSeconds: 30,
      backgroundSound: "off",
      analysisPlan: {
        summaryPlan: { enabled: true },
        structuredDataPlan: { enabled: true, schema: { type: "object", properties: {} } },
      },
      artifactPlan: { recordingEnabled: true },
      monitorPlan: { listenEnabled: true, controlEnabled: true },
      metadata: { allokoliId: "1", nested: { free: true } },
      server: {
        url: "https://api.example.test/v1/webhooks/receive",
        timeoutSeconds: 20,
        headers: { "x-tenant": "a" },
        backoffPlan: { type: "exponential", maxRetries: 5, baseDelaySeconds: 1, excludedStatusCodes: [401] },
      },
    };
    expect(complaints("CreateAssistantDTO", assistant)).toEqual([]);
    expect(complaints("UpdateAssistantDTO", { ...assistant, endCallMessage: null, voicemailMessage: null })).toEqual(
      [],
    );
    expect(
      complaints("CreateCallDTO", { assistant, phoneNumberId: "x", customer: { number: "+33612345678", name: "Ana" } }),
    ).toEqual([]);
  });

  it("credentials and numbers", () => {
    const hmac = { type: "hmac", secretKey: "k", algorithm: "sha256" };
    expect(
      complaints("CreateWebhookCredentialDTO", { provider: "webhook", name: "a", authenticationPlan: hmac }),
    ).toEqual([]);
    expect(
      complaints("CreateTwilioPhoneNumberDTO", {
        provider: "twilio",
        number: "+33187650000",
        twilioAccountSid: "AC",
        twilioAuthToken: "t",
      }),
    ).toEqual([]);
  });
});
