import { describe, expect, it } from "vitest";
import { prepareRequest, toToolAnswer } from "./api-request.ts";

const values = { jour: "lundi", nom: "Zoé", personnes: [1, 2] };
const url = "https://agenda.example.com/jours/{jour}?source=allokoli";
const parameters = {
  type: "object",
  properties: { jour: { type: "string" }, nom: { type: "string" }, personnes: { type: "array" } },
};
const answered = { outcome: "answered" as const, status: 200, headers: {}, isCut: false };

describe("the request", () => {
  it("has its other parameters in the query where there is no body, else in a JSON body", () => {
    const headers = { Authorization: "Bearer x" };
    expect(prepareRequest({ method: "GET", url, parameters }, headers, values)).toEqual({
      method: "GET",
      url: "https://agenda.example.com/jours/lundi?source=allokoli&nom=Zo%C3%A9&personnes=%5B1%2C2%5D",
      headers,
      body: undefined,
    });
    expect(prepareRequest({ method: "PUT", url, parameters }, headers, values)).toEqual({
      method: "PUT",
      url: "https://agenda.example.com/jours/lundi?source=allokoli",
      headers: { "content-type": "application/json", ...headers },
      body: '{"nom":"Zoé","personnes":[1,2]}',
    });
    expect(prepareRequest({ method: "GET", url, parameters }, headers, { jour: "a/b" })?.url).toContain("/jours/a%2Fb");
    expect(prepareRequest({ method: "GET", url, parameters }, headers, { jour: "../admin" })).toBeUndefined();
    expect(prepareRequest({ method: "GET", url, parameters }, headers, {})).toBeUndefined();
  });

  it("has no parameter that is not declared", () => {
    const more = { ...values, prix: 0, ["__proto__"]: "x", constructor: "x" };
    for (const method of ["GET", "POST"] as const) {
      expect(prepareRequest({ method, url, parameters }, {}, more)).toEqual(
        prepareRequest({ method, url, parameters }, {}, values),
      );
    }
  });
});

describe("the answer", () => {
  it("is told on one line, JSON as JSON, and bounded", () => {
    expect(toToolAnswer({ ...answered, body: '{\n "a": 1\n}' })).toEqual({ result: '{"a":1}' });
    expect(toToolAnswer({ ...answered, body: '"deux\\nlignes"' })).toEqual({ result: "deux lignes" });
    expect(toToolAnswer({ ...answered, body: "a\r\nb\n" })).toEqual({ result: "a b" });
    expect(toToolAnswer({ ...answered, status: 204, body: "" })).toEqual({ result: "Done." });
    expect(toToolAnswer({ ...answered, body: "x".repeat(10_000) })).toEqual({ result: "x".repeat(4000) });
  });

  it("with an error status is told as a failure, without its text", () => {
    expect(toToolAnswer({ ...answered, status: 500, body: "stack trace" })).toEqual({
      error: "The address answered 500.",
    });
    expect(toToolAnswer({ outcome: "failed", reason: "timeout" })).toEqual({
      error: expect.stringContaining("in time"),
    });
  });
});
