import { afterEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../http/problem.ts";
import { createLog } from "./log.ts";

afterEach(() => vi.restoreAllMocks());

describe("the log", () => {
  it("writes one JSON line an entry, with the request's fields in each", () => {
    const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
    createLog({ service: "calls", requestId: "r1" }).info("dialled", { customers: 2 });
    expect(print).toHaveBeenCalledTimes(1);
    expect(JSON.parse(String(print.mock.calls[0]?.[0]))).toMatchObject({
      level: "info",
      message: "dialled",
      service: "calls",
      requestId: "r1",
      customers: 2,
    });
  });

  it("tells an error's cause, and leaves out a SQL error's detail, which can hold a person's data", () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const sql = Object.assign(new Error("duplicate key"), {
      code: "23505",
      detail: "Key (email)=(ada@example.org) exists",
    });
    const log = createLog({});
    log.error("internal", sql);
    log.error("misconfigured", new Problem("misconfigured", { cause: new Error("missing: X") }));
    expect(print.mock.calls.join("\n")).not.toContain("ada@example.org");
    expect(String(print.mock.calls[1]?.[0])).toContain("missing: X");
  });
});
