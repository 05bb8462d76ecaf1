import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { objectsAt, textAt } from "./json.ts";
import type { TestEmulator } from "./testing/emulator.ts";
import { API_KEY, openEmulator } from "./testing/emulator.ts";

const WAIT = { timeout: 20_000 };

let emulator: TestEmulator;
const directory = mkdtempSync(join(tmpdir(), "vapi-"));
const recordFile = join(directory, "requests.jsonl");

beforeAll(async () => {
  emulator = await openEmulator({ recordFile });
});
afterAll(async () => {
  await emulator.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => emulator.knob("POST", "/reset"));

describe("faults", () => {
  it("drops the connection after the work was done", async () => {
    const assistantId = await emulator.assistant();
    await emulator.knob("POST", "/faults", { method: "POST", path: "/call", dropAfterWork: true, times: 1 });
    const body = { assistantId, phoneNumberId: emulator.vapi.phoneNumberId, customer: { number: "+33612345678" } };
    await expect(emulator.rest("POST", "/call", body)).rejects.toThrow("fetch failed");
    const calls = await emulator.rest("GET", "/call");
    expect(calls.body).toHaveLength(1);
    await emulator.over(textAt(objectsAt({ list: calls.body }, "list")[0], "id") ?? "");
  });

  it("drops the connection before the work", async () => {
    await emulator.knob("POST", "/faults", { path: "/assistant", dropBefore: true, times: 1 });
    await expect(emulator.rest("POST", "/assistant", { name: "x" })).rejects.toThrow("fetch failed");
    expect((await emulator.rest("GET", "/assistant")).body).toEqual([]);
  });

  it("hangs: no work, no answer, and in the log at once", async () => {
    await emulator.knob("POST", "/faults", { method: "POST", path: "/assistant", hang: true, times: 1 });
    const client = new AbortController();
    const asked = fetch(`${emulator.vapi.url}/assistant`, {
      method: "POST",
      headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "x" }),
      signal: client.signal,
    }).then(
      ({ status }) => `answered ${status}`,
      () => "no answer",
    );
    await expect
      .poll(async () => (await emulator.knob("GET", "/requests?path=/assistant"))["list"], WAIT)
      .toMatchObject([{ status: 0 }]);
    client.abort();
    expect(await asked).toBe("no answer");
    expect((await emulator.rest("GET", "/assistant")).body).toEqual([]);
    const requests = await emulator.knob("GET", "/requests?path=/assistant");
    expect(requests["list"]).toMatchObject([{ method: "POST", status: 0, fault: "hang" }, { method: "GET" }]);
  });

  it("does the work later than anybody waits for", async () => {
    await emulator.knob("POST", "/faults", { method: "POST", path: "/assistant", lateMs: 2_000, times: 1 });
    await expect(emulator.assistant()).rejects.toThrow("fetch failed");
    expect((await emulator.rest("GET", "/assistant")).body).toEqual([]);
    await expect.poll(async () => (await emulator.rest("GET", "/assistant")).body, WAIT).toHaveLength(1);
  });

  it("does the work, and answers when the fault is over", async () => {
    await emulator.knob("POST", "/faults", { method: "POST", path: "/assistant", holdAnswer: true, times: 1 });
    let isAnswered = false;
    const made = emulator.assistant().finally(() => (isAnswered = true));
    await expect.poll(async () => (await emulator.rest("GET", "/assistant")).body, WAIT).toHaveLength(1);
    expect(isAnswered).toBe(false);
    await emulator.knob("DELETE", "/faults");
    expect((await emulator.rest("GET", `/assistant/${await made}`)).status).toBe(200);
  });

  it("answers a status, a page or late, as often as it was told to", async () => {
    await emulator.knob("POST", "/faults", { method: "GET", path: "/assistant*", status: 500, times: 2 });
    expect((await emulator.rest("GET", "/assistant")).status).toBe(500);
    expect((await emulator.rest("GET", "/assistant/x")).status).toBe(500);
    expect((await emulator.rest("GET", "/assistant")).status).toBe(200);

    await emulator.knob("POST", "/faults", { html200: true, times: 1 });
    const page = await fetch(`${emulator.vapi.url}/assistant`, { headers: { Authorization: `Bearer ${API_KEY}` } });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");

    await emulator.knob("POST", "/faults", { latencyMs: 40, times: 1 });
    const before = performance.now();
    expect((await emulator.rest("GET", "/assistant")).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(35);
  });

  it("gives no hint with a 429 when to come back", async () => {
    await emulator.knob("POST", "/faults", { status: 429, times: 1 });
    const response = await fetch(`${emulator.vapi.url}/assistant`, { headers: { Authorization: `Bearer ${API_KEY}` } });
    expect(await response.json()).toMatchObject({ message: "Rate limit exceeded", statusCode: 429 });
    expect(response.headers.get("retry-after")).toBeNull();
  });

  it("refuses a client without a name as Cloudflare does", async () => {
    const url = new URL("/assistant", emulator.vapi.url);
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
    await emulator.assistant({ name: "Recorded" });
    const { list } = await emulator.knob("GET", "/requests?method=POST");
    expect(list).toMatchObject([{ method: "POST", path: "/assistant", status: 201, body: { name: "Recorded" } }]);
    const lines = readFileSync(recordFile, "utf8");
    expect(lines).toContain('"name":"Recorded"');
    expect(lines).not.toContain(API_KEY);
  });
});
