import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";

// A tenant's address that leads back to us, directly or through another server, does not turn one request into many.

type Json = Record<string, unknown>;

let stack: Stack;
let owner: Organization;
/** A server of the tenant that forwards every request to us, with its headers. */
let relay: Server;
let relayUrl: string;
let target: () => string;
let relayed: { status: number; code: unknown }[];

beforeAll(async () => {
  relayed = [];
  relay = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const kept = Object.entries(request.headers).filter(([name]) => !/^(host|connection|content-length)$/.test(name));
      // None of the remaining headers has several values.
      const headers = Object.fromEntries(kept) as Record<string, string>;
      void fetch(target(), { method: "POST", headers, body: Buffer.concat(chunks) }).then(async (answer) => {
        relayed.push({ status: answer.status, code: ((await answer.json()) as Json)["code"] });
        response.end("fait");
      });
    });
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  relayUrl = `http://127.0.0.1:${(relay.address() as AddressInfo).port}/`;
  stack = await startStack();
  stack.allowEgress(relayUrl);
  // Allowed, so that a request would reach ourselves: nothing else in this stack would stop it.
  stack.allowEgress(stack.urls.api);
  stack.allowEgress(stack.urls.api.replace("localhost", "127.0.0.1"));
  owner = await stack.newOrganization();
});
afterAll(async () => {
  await stack.close();
  await new Promise((resolve) => relay.close(resolve));
});

const call = async (path: string, json?: unknown, at = stack, as = owner) => {
  const answer = await at.api(path, { ...as, method: "POST", ...(json !== undefined && { json }) });
  const text = await answer.text();
  // The API's own answers, whose forms its contracts check.
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Json };
};
const functionAt = (name: string, url: string, headers: object[] = []) => ({
  name,
  description: "Demande",
  settings: { kind: "apiRequest", method: "POST", url, headers, parameters: { type: "object", properties: {} } },
});
const graphWith = (url: string) => ({
  nodes: [
    { id: "start", kind: "start", name: "Start", position: { x: 0, y: 0 } },
    { id: "ask", kind: "apiRequest", name: "Ask", position: { x: 0, y: 0 }, url },
  ],
  edges: [{ id: "a", from: "start", to: "ask", condition: "" }],
});
/** Every request that can set an address of a tenant. */
const WAYS: [string, (url: string) => [path: string, body: object]][] = [
  ["a function", (url) => ["/v1/functions", functionAt("boucle", url)]],
  ["a webhook", (url) => ["/v1/webhooks", { url }]],
  ["a node of a workflow", (url) => ["/v1/workflows/validate", graphWith(url)]],
  ["a node of a new workflow", (url) => ["/v1/workflows", { name: "Boucle", ...graphWith(url) }]],
  [
    "an inline tool",
    (url) => {
      const tool = { type: "function", name: "boucle", description: "Demande", reply: { serverUrl: url } };
      return ["/v1/assistants", { name: "Boucle", tools: [tool] }];
    },
  ],
];

/** A SIP gateway is a host without a port, so that in a local stack it is never ours. */
const sipAt = (gateway: string): [string, object] => [
  "/v1/telephony-credentials",
  { provider: "sip", name: "Boucle", gateway },
];

describe("an address of our own", () => {
  it.each(WAYS)("is refused for %s", async (_what, toRequest) => {
    const [api, site] = [new URL("/v1/functions", stack.urls.api).href, new URL("/api/calls", stack.urls.site).href];
    for (const url of [api, api.replace("localhost", "127.0.0.1"), api.replace("localhost", "[::1]"), site]) {
      const { status, body } = await call(...toRequest(url));
      expect([url, status, body["code"]]).toEqual([url, 422, "validation_failed"]);
      expect(JSON.stringify(body["errors"])).toContain("AlloKoli itself");
    }
  });

  it("is not called if it was stored before", async () => {
    const made = await call("/v1/functions", functionAt("ancienne", "https://agenda.cabinet.example/"));
    const id = String(made.body["id"]);
    const itself = `${stack.urls.api.replace("localhost", "127.0.0.1")}/v1/functions/${id}/test`;
    await stack.sql(
      "update functions set settings = jsonb_set(settings, '{settings,url}', to_jsonb($2::text)) where id = $1",
      [id, itself],
    );
    const ran = await call(`/v1/functions/${id}/test`, { arguments: {} });
    expect(ran.body).toMatchObject({ outcome: "failed", answer: null, request: { url: itself } });
  });
});

describe("a server that forwards our requests to us", () => {
  it("has no effect: a function's request is refused by the gateway", async () => {
    const authorization = { name: "Authorization", value: `Bearer ${owner.token}` };
    const { body } = await call("/v1/functions", functionAt("relais", relayUrl, [authorization]));
    const test = `/v1/functions/${String(body["id"])}/test`;
    target = () => new URL(test, stack.urls.api).href;
    relayed = [];
    expect((await call(test, { arguments: {} })).body).toMatchObject({ outcome: "answered" });
    expect(relayed).toEqual([{ status: 508, code: "loop_detected" }]);
  });

  it("has no effect with a webhook's event either, also at Vapi's address", async () => {
    const { body } = await call("/v1/webhooks", { url: relayUrl });
    target = () => new URL(`/v1/webhooks/receive?org=${owner.organizationId}`, stack.urls.api).href;
    relayed = [];
    expect((await call(`/v1/webhooks/${String(body["id"])}/ping`)).status).toBe(200);
    expect(relayed).toContainEqual({ status: 508, code: "loop_detected" });
  });

  it("cannot hide by a tenant's header that the request is ours", async () => {
    const header = { name: "X-AlloKoli-Hop", value: "0" };
    const { status, body } = await call("/v1/functions", functionAt("masque", relayUrl, [header]));
    expect([status, body["errors"]]).toEqual([
      422,
      [{ path: "settings.headers.0.name", message: "is not for you to set" }],
    ]);
  });
});

describe("a Worker without the development variable", () => {
  it("allows no local address, even if the API has plain http", async () => {
    const silent = { DEVELOPMENT: "" };
    const vars = {
      "allokoli-assistants": silent,
      "allokoli-deliveries": { DEVELOPMENT: "yes" },
      "allokoli-telephony": { ...silent, SITE_URL: "https://allokoli.example" },
    };
    const outside = await startStack({ vars });
    try {
      expect(outside.urls.api).toMatch(/^http:/);
      const their = await outside.newOrganization();
      for (const [what, toRequest] of WAYS) {
        for (const url of ["http://127.0.0.1:9/", "https://127.0.0.1:9/"]) {
          const { status } = await call(...toRequest(url), outside, their);
          expect([what, url, status]).toEqual([what, url, 422]);
        }
      }
      for (const gateway of ["127.0.0.1", "localhost", "sip.allokoli.example", "ALLOKOLI.example"]) {
        expect([gateway, (await call(...sipAt(gateway), outside, their)).status]).toEqual([gateway, 422]);
      }
    } finally {
      await outside.close();
    }
  });
});
