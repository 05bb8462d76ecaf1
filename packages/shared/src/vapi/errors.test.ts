import { VapiError } from "@vapi-ai/server-sdk";
import { describe, expect, it } from "vitest";
import { refusalProblem, toVapiFailure, VapiRefused, VapiUnavailable } from "./errors.ts";

const answered = (statusCode: number, body: unknown) => new VapiError({ statusCode, body });

describe("what Vapi says", () => {
  it.each([400, 404, 409, 422])("%i is a refusal with its reasons", (status) => {
    const failure = toVapiFailure(answered(status, { message: ["assistant.name must be shorter", "x"] }));
    expect(failure).toBeInstanceOf(VapiRefused);
    expect(failure).toMatchObject({ status, reasons: ["assistant.name must be shorter", "x"] });
  });

  it.each([401, 402, 403, 408, 429, 500, 502, 503])("%i says nothing about what we sent: unavailable", (status) => {
    expect(toVapiFailure(answered(status, { message: "no" }))).toBeInstanceOf(VapiUnavailable);
  });

  it("silence, a refused connection, a broken answer are unavailable", () => {
    expect(toVapiFailure(new TypeError("fetch failed"))).toBeInstanceOf(VapiUnavailable);
    expect(toVapiFailure(new VapiError({ message: "timeout" }))).toBeInstanceOf(VapiUnavailable);
  });

  it("a reason repeats no secret that was sent, and no address; ids, models and fields stay", () => {
    const hex = "3f1d".repeat(16);
    const base64url = "Zm9vYmFyX2Jhem-quux0123456789abcdefghijklmno";
    const reasons = [
      `server.headers.x-vapi-secret ${hex} must be shorter`,
      `key "${base64url}" is wrong, and so is Bearer ${base64url}=`,
      `twilioAuthToken ${hex.slice(0, 32)} does not open AC${hex.slice(0, 32)}`,
      "server.url https://api.allokoli.fr/v1/webhooks/receive?org=1 did not answer, wss://x.vapi.ai/1/listen neither",
      "Couldn't Get Tool. `toolIds` 0198c2a4-0000-7000-8000-00000000000a Does Not Exist.",
      "model.model must be one of the following values: claude-sonnet-4-5-20250929, llama-3.3-70b-versatile",
      "assistant.analysisPlan.structuredDataPlan.messages[0].content should not be empty",
    ];
    const failure = toVapiFailure(answered(400, { message: reasons }));
    expect(failure).toMatchObject({
      reasons: [
        "server.headers.x-vapi-secret •••• must be shorter",
        'key "••••" is wrong, and so is Bearer ••••',
        "twilioAuthToken •••• does not open ••••",
        "server.url an address did not answer, an address neither",
        ...reasons.slice(4),
      ],
    });
  });

  it("a refusal names our field where there is one, and keeps Vapi's sentence where there is none", () => {
    const refusal = new VapiRefused(400, [
      "assistant.model.temperature must not be greater than 2",
      "Couldn't find it",
    ]);
    const problem = refusalProblem(refusal, (field) => (field === "model.temperature" ? "temperature" : undefined));
    expect(problem.code).toBe("vapi_refused");
    expect(problem.errors).toEqual([
      { path: "temperature", message: "must not be greater than 2" },
      { path: "", message: "Couldn't find it" },
    ]);
  });
});
