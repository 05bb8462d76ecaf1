import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { follow, type FollowOptions } from "./follow.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const asked: (string | undefined)[] = [];
let answers: Answer[] = [];
let server: ReturnType<typeof createServer>;
let baseUrl = "";

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(request.headers["last-event-id"]?.toString());
    (answers.shift() ?? ended)(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  baseUrl = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const events =
  (...ids: number[]): Answer =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(ids.map((id) => `id: ${id}\nevent: transcript\ndata: {"seq":${id}}\n\n`).join(""));
  };
const ended: Answer = (_request, response) => response.writeHead(204).end();
const cut: Answer = (request) => request.socket.destroy();
const problem =
  (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response
      .writeHead(status, { "content-type": "application/problem+json", ...headers })
      .end(JSON.stringify({ title: "Refused", status, code, requestId: "r" }));

async function read(options: FollowOptions = {}) {
  const seqs: unknown[] = [];
  const connection = { baseUrl, token: "alk_x" };
  for await (const { data } of follow(connection, "/v1/calls/1/listen", { pauseMs: 1, ...options }))
    seqs.push(data["seq"]);
  return seqs;
}

describe("a stream that is followed", () => {
  it("goes on after the last event, whatever interrupts it, and ends when nothing follows", async () => {
    answers = [events(1, 2), cut, problem(503, "service_unavailable"), problem(429, "rate_limited"), events(3), ended];
    expect(await read()).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, "2", "2", "2", "2", "3"]);
  });

  it("begins after the event that the caller has", async () => {
    answers = [events(8), ended];
    expect(await read({ lastEventId: "7" })).toEqual([8]);
    expect(asked).toEqual(["7", "8"]);
  });

  it("that is refused says why, and is not asked for again", async () => {
    answers = [problem(404, "not_found")];
    await expect(read()).rejects.toMatchObject({ name: "ApiError", code: "not_found" });
    answers = [(_request, response) => response.writeHead(400).end("<html>")];
    await expect(read()).rejects.toMatchObject({ code: "internal" });
    expect(asked).toHaveLength(2);
  });

  it("waits as long as it is told to", async () => {
    answers = [problem(429, "rate_limited", { "retry-after": "1" }), ended];
    const before = Date.now();
    await read();
    expect(Date.now() - before).toBeGreaterThanOrEqual(990);
  });

  it("ends when its reader wants no more, also while it waits", async () => {
    answers = [problem(503, "service_unavailable")];
    const abort = new AbortController();
    const reading = read({ pauseMs: 60_000, signal: abort.signal });
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    expect(await reading).toEqual([]);
  });
});
