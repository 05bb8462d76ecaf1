import { readFileSync } from "node:fs";
import { join } from "node:path";
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

  it("is in the table of docs/api.md, each code beside its status, and no other code is", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../../docs/api.md"), "utf8");
    const section = /^## Errors\n(.*?)^## /ms.exec(page)?.[1] ?? "";
    // What stands in parentheses explains a code: it names fields and headers.
    const rows = [...section.matchAll(/^\| (\d{3}) \| (.+) \|$/gm)].map(([, status, codes = ""]) => ({
      status: Number(status),
      codes: codes.replace(/\((?:[^()]|\([^()]*\))*\)/g, ""),
    }));
    const said = rows.flatMap(({ status, codes }) =>
      [...codes.matchAll(/`([a-z_]+)`/g)].map(([, code]) => `${status} ${code}`),
    );
    expect(said.toSorted()).toEqual(PROBLEM_CODES.map((code) => `${statusOf(code)} ${code}`).toSorted());
  });
});
