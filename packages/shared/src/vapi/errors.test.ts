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
