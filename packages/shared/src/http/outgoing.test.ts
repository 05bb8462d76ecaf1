import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOP_HEADER, requestOutside } from "./outgoing.ts";

let server: Server;
let url: string;
let reply: (response: ServerResponse) => void;
let asked = 0;
let sent: IncomingHttpHeaders;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    sent = request.headers;
    reply(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const ask = (development = true, maxBytes = 10, timeoutMs = 5_000) =>
  requestOutside(
    { url, method: "GET", headers: {}, body: undefined, timeoutMs },
    { rules: { development, ownUrls: [] }, maxBytes },
  );

describe("a request to an address of a tenant's", () => {
  it("is not made where it may not go", async () => {
    const before = asked;
    expect(await ask(false)).toEqual({ outcome: "failed", reason: "address" });
    expect(asked).toBe(before);
  });

  it("is not made to ourselves", async () => {
    const before = asked;
    const rules = { development: true, ownUrls: [url] };
    const request = { url, method: "GET", headers: {}, body: undefined, timeoutMs: 5_000 };
    expect(await requestOutside(request, { rules, maxBytes: 10 })).toEqual({ outcome: "failed", reason: "address" });
    expect(asked).toBe(before);
  });

  it("says that it is ours, whatever a tenant wrote into that header", async () => {
    reply = (response) => response.end();
    await ask();
    expect(sent[HOP_HEADER]).toBe("1");
    const headers = { "X-AlloKoli-Hop": "0", "x-own": "a" };
    const request = { url, method: "GET", headers, body: undefined, timeoutMs: 5_000 };
    await requestOutside(request, { rules: { development: true, ownUrls: [] }, maxBytes: 10 });
    expect(sent).toMatchObject({ [HOP_HEADER]: "1", "x-own": "a" });
  });

  it("brings the answer, without cookies", async () => {
    reply = (response) => response.writeHead(201, { "x-a": "1", "set-cookie": "a=b" }).end("bonjour");
    expect(await ask()).toMatchObject({ outcome: "answered", status: 201, body: "bonjour", isCut: false });
    expect(await ask()).toMatchObject({ headers: expect.not.objectContaining({ "set-cookie": expect.anything() }) });
  });

  it("reads no more than it may, and no half letters", async () => {
    reply = (response) => response.end("123456789é".repeat(10_000));
    expect(await ask()).toMatchObject({ body: "123456789", isCut: true });
    reply = (response) => response.end("1234567890");
    expect(await ask()).toMatchObject({ body: "1234567890", isCut: false });
  });

  it("follows no redirect", async () => {
    const before = asked;
    reply = (response) => response.writeHead(307, { location: url }).end();
    expect(await ask()).toEqual({ outcome: "failed", reason: "redirect" });
    expect(asked).toBe(before + 1);
  });

  it("ends when its time is over, also in the middle of an answer, and when nobody listens", async () => {
    reply = () => undefined;
    expect(await ask(true, 10, 50)).toEqual({ outcome: "failed", reason: "timeout" });
    reply = (response) => response.write("12");
    expect(await ask(true, 10, 200)).toEqual({ outcome: "failed", reason: "timeout" });
    const gone = { url: "http://127.0.0.1:1/", method: "GET", headers: {}, body: undefined, timeoutMs: 5_000 };
    expect(await requestOutside(gone, { rules: { development: true, ownUrls: [] }, maxBytes: 10 })).toEqual({
      outcome: "failed",
      reason: "network",
    });
  });
});
