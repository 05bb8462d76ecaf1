import type { RunningVapi } from "@allokoli/emulators/vapi/server";

type JsonObject = Record<string, unknown>;

export interface LoggedRequest {
  at: string;
  method: string;
  path: string;
  query: Record<string, string>;
  body?: unknown;
  status: number;
  fault?: string;
}

export interface VapiKnobs {
  url: string;
  /** A number that exists from the start, for outbound and inbound calls. */
  phoneNumberId: string;
  /** Vapi's own API, with AlloKoli's key. */
  api(path: string, init?: { method?: string; json?: unknown }): Promise<Response>;
  /** Starts an inbound call: see POST /_emulator/calls. */
  ring(call: JsonObject): Promise<JsonObject>;
  /** See POST /_emulator/faults. Lasts until cleared, or `times` requests. */
  fault(fault: JsonObject): Promise<void>;
  clearFaults(): Promise<void>;
  settings(changes: JsonObject): Promise<void>;
  /** The Workers' requests to Vapi, oldest first. */
  requests(filter?: { method?: string; path?: string }): Promise<LoggedRequest[]>;
  /** Vapi's requests to the Workers. */
  deliveries(filter?: { callId?: string; type?: string }): Promise<JsonObject[]>;
  /** The emulator's other controls, under /_emulator. */
  knob(method: string, path: string, json?: unknown): Promise<unknown>;
}

/** The controls of the Vapi emulator for tests. */
export function vapiKnobs(vapi: RunningVapi, apiKey: string): VapiKnobs {
  const knob = async (method: string, path: string, json?: unknown): Promise<unknown> => {
    const answer = await fetch(`${vapi.url}/_emulator${path}`, toInit(method, json));
    if (!answer.ok) throw new Error(`${method} /_emulator${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const list = async <Item>(path: string, filter: Record<string, string> = {}): Promise<Item[]> =>
    // The emulator's own answer, whose form its own tests check.
    (await knob("GET", `${path}?${new URLSearchParams(filter).toString()}`)) as Item[];
  return {
    url: vapi.url,
    phoneNumberId: vapi.phoneNumberId,
    api: (path, { method = "GET", json } = {}) => {
      const init = toInit(method, json);
      return fetch(vapi.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${apiKey}` } });
    },
    ring: async (call) => (await knob("POST", "/calls", call)) as JsonObject,
    fault: async (fault) => void (await knob("POST", "/faults", fault)),
    clearFaults: async () => void (await knob("DELETE", "/faults")),
    settings: async (changes) => void (await knob("POST", "/settings", changes)),
    requests: (filter) => list<LoggedRequest>("/requests", filter),
    deliveries: (filter) => list<JsonObject>("/deliveries", filter),
    knob,
  };
}

function toInit(method: string, json: unknown): { method: string; headers: Record<string, string>; body?: string } {
  if (json === undefined) return { method, headers: {} };
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(json) };
}
