import * as whole from "@vapi-ai/server-sdk";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as lean from "./sdk-in-use.ts";

type SentRequest = { method: string; url: string; headers: Record<string, string> };

/** What a client asks of Vapi, by each of its parts that is used. */
async function askedBy(Client: typeof whole.VapiClient | typeof lean.VapiClient): Promise<SentRequest[]> {
  const asked: SentRequest[] = [];
  const client = new Client({
    token: "secret",
    baseUrl: "https://vapi.example/base",
    timeoutInSeconds: 3,
    maxRetries: 1,
    fetch: (input: string | URL | Request, init: RequestInit = {}) => {
      const request = new Request(input, init);
      asked.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers) });
      return Promise.resolve(Response.json([]));
    },
  });
  for (const list of [client.assistants, client.calls, client.squads, client.tools]) await list.list({ limit: 7 });
  await client.phoneNumbers.get({ id: "n" });
  await client.simulationRuns.simulationRunControllerFindOne({ id: "r" });
  await client.fetch("/chat", { method: "POST", headers: { "x-own": "1" }, body: "{}" });
  await client.fetch(new URL("https://vapi.example/other?a=b"), { method: "GET" }, { maxRetries: 2 });
  return asked;
}

it("asks Vapi the very same as the SDK's own client", async () => {
  const asked = await askedBy(lean.VapiClient);
  expect(asked).toEqual(await askedBy(whole.VapiClient));
  expect(asked).toHaveLength(8);
  expect(new Set(asked.map(({ headers }) => headers["authorization"]))).toEqual(new Set(["Bearer secret"]));
});

it("throws the SDK's own errors", () => {
  expect(lean.VapiError).toBe(whole.VapiError);
  expect(lean.VapiTimeoutError).toBe(whole.VapiTimeoutError);
});

it("has every part of it that the adapter asks", () => {
  const adapter = readFileSync(join(import.meta.dirname, "client.ts"), "utf8");
  const parts = new Set([...adapter.matchAll(/\bclient\.(\w+)/g)].map(([, name]) => name ?? ""));
  const client = new lean.VapiClient({ token: "secret" });
  expect(parts.size).toBeGreaterThan(5);
  for (const part of parts) expect(part in client, part).toBe(true);
});
