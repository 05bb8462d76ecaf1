import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { objectsAt, textAt } from "./json.ts";
import type { House } from "./testing/house.ts";
import { API_KEY, openHouse } from "./testing/house.ts";

let house: House;
const directory = mkdtempSync(join(tmpdir(), "vapi-"));
const recordFile = join(directory, "requests.jsonl");

beforeAll(async () => {
  house = await openHouse({ recordFile });
});
afterAll(async () => {
  await house.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => house.knob("POST", "/reset"));

describe("faults", () => {
  it("drops the connection after the work was done", async () => {
    const assistantId = await house.assistant();
    await house.knob("POST", "/faults", { method: "POST", path: "/call", dropAfterWork: true, times: 1 });
    const body = { assistantId, phoneNumberId: house.vapi.phoneNumberId, customer: { number: "+33612345678" } };
    await expect(house.rest("POST", "/call", body)).rejects.toThrow("fetch failed");
    const calls = await house.rest("GET", "/call");
    expect(calls.body).toHaveLength(1);
    await house.over(textAt(objectsAt({ list: calls.body }, "list")[0], "id") ?? "");
  });

  it("drops the connection before the work", async () => {
    await house.knob("POST", "/faults", { path: "/assistant", dropBefore: true, times: 1 });
    await expect(house.rest("POST", "/assistant", { name: "x" })).rejects.toThrow("fetch failed");
    expect((await house.rest("GET", "/assistant")).body).toEqual([]);
  });

  it("answers a status, a page or late, as often as it was told to", async () => {
    await house.knob("POST", "/faults", { method: "GET", path: "/assistant*", status: 500, times: 2 });
    expect((await house.rest("GET", "/assistant")).status).toBe(500);
    expect((await house.rest("GET", "/assistant/x")).status).toBe(500);
    expect((await house.rest("GET", "/assistant")).status).toBe(200);

    await house.knob("POST", "/faults", { html200: true, times: 1 });
    const page = await fetch(`${house.vapi.url}/assistant`, { headers: { Authorization: `Bearer ${API_KEY}` } });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");

    await house.knob("POST", "/faults", { latencyMs: 40, times: 1 });
    const before = performance.now();
    expect((await house.rest("GET", "/assistant")).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(35);
  });

  it("gives no hint with a 429 when to come back", async () => {
    await house.knob("POST", "/faults", { status: 429, times: 1 });
    const response = await fetch(`${house.vapi.url}/assistant`, { headers: { Authorization: `Bearer ${API_KEY}` } });
    expect(await response.json()).toMatchObject({ message: "Rate limit exceeded", statusCode: 429 });
    expect(response.headers.get("retry-after")).toBeNull();
  });

  it("refuses a client without a name as Cloudflare does", async () => {
    const url = new URL("/assistant", house.vapi.url);
    const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const asked = request(url, { headers: { Authorization: `Bearer ${API_KEY}` } }, (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode, body }));
      });
      asked.on("error", reject);
      asked.end();
    });
    expect(answer).toEqual({ status: 403, body: "error code: 1010" });
  });
});

describe("the recording of requests", () => {
  it("shows what clients asked, in memory and in the file, and no key", async () => {
    await house.assistant({ name: "Recorded" });
    const { list } = await house.knob("GET", "/requests?method=POST");
    expect(list).toMatchObject([{ method: "POST", path: "/assistant", status: 201, body: { name: "Recorded" } }]);
    const lines = readFileSync(recordFile, "utf8");
    expect(lines).toContain('"name":"Recorded"');
    expect(lines).not.toContain(API_KEY);
  });
});
