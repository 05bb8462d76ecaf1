import type { AskApi, McpQuestion } from "@allokoli/shared/rpc/mcp";
import { beforeEach, describe, expect, it } from "vitest";
import { openTestGateway, signed, statusAndCode, type TestGateway } from "../testing/test-gateway.ts";

let door: TestGateway;
let questions: McpQuestion[];
let work: (ask: AskApi) => Promise<unknown>;
beforeEach(() => {
  door = openTestGateway();
  questions = [];
  work = async () => "done";
});

const mcp = {
  answer: async (question: McpQuestion, ask: AskApi) => {
    questions.push(question);
    return Response.json(await work(ask));
  },
};
const post = (headers: Record<string, string>, body = '{"jsonrpc":"2.0"}', path = "/mcp") =>
  door.call(path, { method: "POST", body, headers: { "content-type": "application/json", ...headers } }, { MCP: mcp });

describe("who may ask for tools", () => {
  it("is a key that is good, and nobody else", async () => {
    expect(await statusAndCode(await post({}))).toEqual([401, "unauthorized"]);
    expect(await statusAndCode(await post(signed().headers))).toEqual([401, "unauthorized"]);
    expect(await statusAndCode(await post({ authorization: "Bearer alk_nonsense" }))).toEqual([401, "unauthorized"]);
    expect(questions).toEqual([]);
  });

  it("counts as any request does, and is refused beyond the limit", async () => {
    const { key, init } = await door.addApiKey();
    door.limited.add(`half:api-key:${key.id}`);
    expect(await statusAndCode(await post(init.headers))).toEqual([429, "rate_limited"]);
  });

  it("may send neither a large body nor anything but JSON, and no server of a tenant that we asked may", async () => {
    const { init } = await door.addApiKey();
    expect((await post(init.headers, `{"a":"${"x".repeat(300_000)}"}`)).status).toBe(413);
    expect((await post({ ...init.headers, "content-type": "text/plain" })).status).toBe(415);
    expect((await post({ ...init.headers, "x-allokoli-hop": "1" })).status).toBe(508);
    expect(questions).toEqual([]);
  });
});

describe("the mcp Worker", () => {
  it("is told the request and what the key may do, but never the key", async () => {
    const { init, secret } = await door.addApiKey({ role: "viewer", scopes: ["read"] });
    const answer = await post({ ...init.headers, "mcp-protocol-version": "2026-07-28", "x-request-id": "mine" });
    expect(await answer.json()).toBe("done");
    const [question] = questions;
    expect(question).toMatchObject({ requestId: "mine", rights: { role: "viewer", scopes: ["read"] } });
    expect(question?.origins).toEqual(["https://app.example.org", "https://other.example.org"]);
    expect(question?.request.headers.get("mcp-protocol-version")).toBe("2026-07-28");
    expect(await question?.request.text()).toBe('{"jsonrpc":"2.0"}');
    expect(JSON.stringify([...(question?.request.headers ?? [])])).not.toContain(secret);
  });

  it("asks the API with the key of who asked, as the same request, and each time counts", async () => {
    const { key, init, secret } = await door.addApiKey();
    work = async (ask) => {
      const body = { name: "x" };
      return (await ask({ method: "POST", path: "/v1/calls?a=1", body, idempotencyKey: "once" })).status;
    };
    await post({ ...init.headers, "x-request-id": "mine" });
    const { request, binding } = door.firstSeen();
    expect(binding).toBe("CALLS");
    expect([request.method, new URL(request.url).pathname]).toEqual(["POST", "/v1/calls"]);
    expect(await request.json()).toEqual({ name: "x" });
    expect(request.headers.get("authorization")).toBe(`Bearer ${secret}`);
    expect(request.headers.get("idempotency-key")).toBe("once");
    expect(request.headers.get("x-request-id")).toBe("mine");
    expect(door.counted.filter((counted) => counted === `half:api-key:${key.id}`)).toHaveLength(2);
  });

  it("may reach what the key may reach, and no more", async () => {
    const { init } = await door.addApiKey({ role: "admin" });
    work = async (ask) => (await ask({ method: "GET", path: "/v1/api-keys" })).status;
    expect(await (await post(init.headers)).json()).toBe(403);
  });

  it("may ask twenty times for one request", async () => {
    const { init } = await door.addApiKey();
    const ask = async (times: number) => {
      work = (api) =>
        Promise.all(Array.from({ length: times }, () => api({ method: "GET", path: "/v1/calls" }))).then(
          () => "enough",
        );
      return (await post(init.headers)).status;
    };
    expect(await ask(20)).toBe(200);
    expect(await ask(21)).toBe(500);
  });
});
