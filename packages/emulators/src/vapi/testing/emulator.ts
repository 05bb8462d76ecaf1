import { VapiClient } from "@vapi-ai/server-sdk";
import type { Json, JsonObject } from "../json.ts";
import { isObject, parseJson, textAt } from "../json.ts";
import type { RunningVapi, VapiOptions } from "../server.ts";
import { startVapi } from "../server.ts";
import type { Receiver } from "./receiver.ts";
import { startReceiver } from "./receiver.ts";

export const API_KEY = "test-private-key";

/** An emulator with a webhook receiver beside it, and the ways to reach both. */
export type TestEmulator = {
  vapi: RunningVapi;
  receiver: Receiver;
  client: VapiClient;
  /** A REST request with the private key. */
  rest(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>;
  /** A request to `/_emulator`. */
  knob(method: string, path: string, body?: unknown): Promise<JsonObject>;
  assistant(fields?: JsonObject): Promise<string>;
  /** Rings an inbound call; by default its webhooks go to the receiver. */
  ring(fields: JsonObject): Promise<string>;
  /** When the call is over and all its webhooks are delivered or given up. */
  over(callId: string): Promise<JsonObject>;
  close(): Promise<void>;
};

export async function openEmulator(options: Partial<VapiOptions> = {}): Promise<TestEmulator> {
  const receiver = await startReceiver();
  const vapi = await startVapi({ port: 0, apiKey: API_KEY, speed: "instant", ...options });
  const client = new VapiClient({ token: API_KEY, baseUrl: vapi.url, maxRetries: 0 });

  async function request(url: string, method: string, body: unknown, headers: Record<string, string>) {
    const response = await fetch(url, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: parseJson(await response.text()) ?? null };
  }
  const emulator: TestEmulator = {
    vapi,
    receiver,
    client,
    rest: (method, path, body) => request(`${vapi.url}${path}`, method, body, { Authorization: `Bearer ${API_KEY}` }),
    async knob(method, path, body) {
      const answered = await request(`${vapi.url}/_emulator${path}`, method, body, {});
      return isObject(answered.body) ? answered.body : { list: answered.body };
    },
    async assistant(fields = {}) {
      const created = await emulator.rest("POST", "/assistant", {
        name: "Secrétariat",
        firstMessage: "Bonjour, cabinet du docteur Petit.",
        server: { url: receiver.url },
        ...fields,
      });
      const id = isObject(created.body) ? textAt(created.body, "id") : undefined;
      if (id === undefined) throw new Error(JSON.stringify(created.body));
      return id;
    },
    async ring(fields) {
      const call = await emulator.knob("POST", "/calls", fields);
      const id = textAt(call, "id");
      if (id === undefined) throw new Error(JSON.stringify(call));
      return id;
    },
    async over(callId) {
      await emulator.knob("GET", `/calls/${callId}?until=over`);
      const { body } = await emulator.rest("GET", `/call/${callId}`);
      return isObject(body) ? body : {};
    },
    async close() {
      await vapi.close();
      await receiver.close();
    },
  };
  return emulator;
}
