import { describe, expect, it } from "vitest";
import { Problem, problemResponse, PROBLEM_CODES, statusOf } from "./problem.ts";

describe("problems", () => {
  it.each(PROBLEM_CODES)("%s is told as application/problem+json with its status and the request id", async (code) => {
    const response = problemResponse(new Problem(code), "request-1");
    expect(response.status).toBe(statusOf(code));
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      code,
      status: statusOf(code),
      requestId: "request-1",
      title: expect.any(String),
    });
  });

  it("never sends its cause", async () => {
    const response = problemResponse(new Problem("internal", { cause: new Error("password is hunter2") }), "request-1");
    expect(await response.text()).not.toContain("hunter2");
  });

  it("says when to come back", () => {
    const response = problemResponse(new Problem("database_unavailable", { retryAfterSeconds: 5 }), "request-1");
    expect(response.headers.get("retry-after")).toBe("5");
  });
});
