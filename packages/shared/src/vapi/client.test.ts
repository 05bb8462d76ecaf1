import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createVapi, type VapiAdapter } from "./client.ts";
import { VapiNotAsked, VapiUnavailable } from "./errors.ts";

/** How Vapi answers, by `method path`; an assistant where nothing is set. */
let answers: Map<string, (response: ServerResponse) => void>;
let asked: string[];
let vapi: VapiAdapter;
/** Waits a second at most: for what never answers. */
let hasty: VapiAdapter;
let close: () => Promise<void>;

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

beforeEach(async () => {
  answers = new Map();
  asked = [];
  const server = createServer((request: IncomingMessage, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push(what);
    request.resume();
    const answer = answers.get(what) ?? answers.get("*");
    if (answer === undefined) json(response, 200, { id: "a" });
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // The server listens on a port, not on a pipe.
  const { port } = server.address() as AddressInfo;
  const bindings = {
    VAPI_API_KEY: "key",
    VAPI_BASE_URL: `http://127.0.0.1:${port}`,
    VAPI_PAUSE_MS: "60000",
    VAPI_RETRY_MS: "20",
  };
  vapi = createVapi(bindings);
  hasty = createVapi({ ...bindings, VAPI_TIMEOUT_MS: "1000" });
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
});
afterEach(() => close());

const hang = () => undefined;
const outcome = (work: Promise<unknown>) => work.catch((err: unknown) => err);

it("sends nothing more to a Vapi that hangs: three requests and a probe, whoever asks for what", async () => {
  answers.set("*", hang);
  for (let number = 0; number < 3; number += 1)
    expect(await outcome(hasty.findAssistant("a"))).toBeInstanceOf(VapiUnavailable);
  const before = asked.length;
  const others = [
    vapi.createAssistant({ name: "x" }),
    vapi.updateTool("t", { type: "function" }),
    vapi.deleteSquad("s"),
    vapi.callsSince("2026-11-27T00:00:00Z"),
    vapi.createCall({ assistantId: "a" }),
    vapi.request("POST", "/phone-number", {}),
    vapi.streamChat({ input: "Bonjour" }),
    vapi.recording("c"),
    vapi.simulationItems("r"),
    vapi.requireAnswering(),
  ];
  for (const answer of await Promise.all(others.map(outcome))) expect(answer).toBeInstanceOf(VapiNotAsked);
  expect(asked).toEqual([...Array.from({ length: 3 }, () => "GET /assistant/a"), "GET /assistant?limit=1"]);
  expect(asked).toHaveLength(before);
});

it("asks on while only one route hangs: somebody's own input, or a purchase that takes its time", async () => {
  answers.set("POST /phone-number", hang);
  for (let number = 0; number < 4; number += 1) await outcome(hasty.request("POST", "/phone-number", {}));
  expect(await vapi.findAssistant("a")).toEqual({ id: "a" });
  expect(await vapi.standing()).toEqual({ isAnswering: true });
});

it("does not wait longer for the end of an answer than for its beginning", async () => {
  answers.set("GET /assistant/a", (response) =>
    response.writeHead(200, { "content-type": "application/json" }).write("{"),
  );
  answers.set("GET /x", (response) => response.writeHead(200, { "content-type": "application/json" }).write("{"));
  expect(await outcome(hasty.findAssistant("a"))).toBeInstanceOf(VapiUnavailable);
  expect(await outcome(hasty.request("GET", "/x"))).toBeInstanceOf(VapiUnavailable);
});

it("tries what may be done twice again after a 5xx", async () => {
  let times = 0;
  answers.set("GET /assistant/a", (response) => {
    times += 1;
    json(response, times < 3 ? 500 : 200, { id: "a" });
  });
  expect(await vapi.findAssistant("a")).toEqual({ id: "a" });
  expect(times).toBe(3);
});

it("is not held by a 429, and says how long it asks us to stay away", async () => {
  answers.set("*", (response) => json(response, 429, { message: "Rate limit exceeded" }, { "retry-after": "50" }));
  for (const work of [() => vapi.findAssistant("a"), () => vapi.request("GET", "/x")])
    expect(await outcome(work())).toMatchObject({ name: "VapiUnavailable", status: 429, retryAfterSeconds: 50 });
  expect(asked).toEqual(["GET /assistant/a", "GET /x"]);
});

it("says nothing of the API by a call's control server, which is another", async () => {
  const gone = "http://127.0.0.1:9/control";
  for (let number = 0; number < 5; number += 1)
    expect(await outcome(vapi.control(gone, { type: "end-call" }))).not.toBeInstanceOf(VapiNotAsked);
  expect(asked).toEqual([]);
});
