import type { DialledNumber } from "../rpc/telephony.ts";
import { VapiClient, VapiError, type Vapi } from "@vapi-ai/server-sdk";
import { toVapiFailure, VapiRefused, VapiUnavailable } from "./errors.ts";
import { breakerOf, createGate } from "./gate.ts";
import { createLog } from "../log/log.ts";
import { backoffMs } from "../retry/backoff.ts";
import { withheld } from "./withheld.ts";

export type VapiBindings = {
  VAPI_API_KEY: string;
  VAPI_BASE_URL: string;
  /** The longest that one request may take; `TIMEOUT_MS` when absent. */
  VAPI_TIMEOUT_MS?: string;
  /** The first pause of the breaker; `PAUSE_MS` when absent. */
  VAPI_PAUSE_MS?: string;
  /** Before what Vapi failed at is tried again; `FIRST_PAUSE_MS` when absent. */
  VAPI_RETRY_MS?: string;
};

/**
 * From the first byte that is sent to the last that comes. What makes something is given all of it, in a person's request as
 * in a sweep: who gives up sooner only knows less of what became of it.
 */
const TIMEOUT_MS = 15_000;
/** A command to a call that goes on, and the first word of a chat: somebody looks on, and either is used to answering within one second. */
const LOOKED_ON_MS = 8_000;
/** The probe is answered from one row of one table. */
const PROBE_MS = 3_000;
/** An outage of seconds is not made longer, and one of minutes costs a question every half minute (six of these). */
const PAUSE_MS = 5_000;
/** The list that everything else hangs on, and nothing of a tenant's in the question. */
const PROBE_PATH = "/assistant?limit=1";

const log = createLog({ part: "vapi" });

/** Vapi's lists have no cursor: a page is this many at most (reference §1.2); the next is asked for by an earlier bound. */
export const SEARCH_LIMIT = 1000;

export type VapiCall = Vapi.Call;
export type VapiAssistant = Vapi.Assistant;

/**
 * The one door to Vapi. What texts of tenants' may not name of a call is taken out of them here. Every function throws
 * `VapiRefused` or `VapiUnavailable` and nothing else; what is found absent (404) is told as undefined. Creations are never
 * retried here: an unknown outcome is for the caller to settle. While Vapi does not answer, nothing is sent, and the
 * failure is a `VapiNotAsked` (docs/outages.md).
 */
export function createVapi(bindings: VapiBindings) {
  const timeoutMs = Number(bindings.VAPI_TIMEOUT_MS) || TIMEOUT_MS;
  const lookedOnMs = Math.min(LOOKED_ON_MS, timeoutMs);
  const account = { token: bindings.VAPI_API_KEY, baseUrl: bindings.VAPI_BASE_URL, maxRetries: 0 };
  const client = new VapiClient({ ...account, timeoutInSeconds: timeoutMs / 1000, fetch: bounded(timeoutMs) });
  /** For what streams: its time is over when the answer begins. */
  const talker = new VapiClient({ ...account, timeoutInSeconds: lookedOnMs / 1000 });
  const gate = createGate({
    kept: breakerOf(bindings.VAPI_BASE_URL, Date.now()),
    timing: { pauseMs: Number(bindings.VAPI_PAUSE_MS) || PAUSE_MS, probeMs: Math.min(PROBE_MS, timeoutMs) },
    probe: () => probe(bindings, Math.min(PROBE_MS, timeoutMs)),
    now: Date.now,
    random: Math.random,
    onChange: (standing) => {
      if (standing.isAnswering) log.info("Vapi answers again");
      else log.warn("Vapi does not answer, and is not asked any more", { since: standing.since });
    },
  });
  const ask = <T>(work: () => PromiseLike<T>) => gate.ask(() => toValue(work()));
  const firstPauseMs = Number(bindings.VAPI_RETRY_MS) || FIRST_PAUSE_MS;
  const again = <T>(work: () => PromiseLike<T>) => repeated(() => ask(work), firstPauseMs);
  const againOrAbsent = <T>(work: () => PromiseLike<T>) => orAbsent(again(work));
  /** A body with a tenant's texts in it. */
  const tell = async <Body extends object, T>(body: Body, work: (told: Body) => PromiseLike<T>) => {
    const told = withheld(body);
    return ask(() => work(told));
  };
  const tellAgain = async <Body extends object, T>(body: Body, work: (told: Body) => PromiseLike<T>) => {
    const told = withheld(body);
    return again(() => work(told));
  };

  return {
    createAssistant: (body: Vapi.CreateAssistantDto) => tell(body, (told) => client.assistants.create(told)),
    updateAssistant: (id: string, body: Omit<Vapi.UpdateAssistantDto, "id">) =>
      tellAgain(body, (told) => client.assistants.update({ ...told, id })),
    findAssistant: (id: string) => againOrAbsent(() => client.assistants.get({ id })),
    /** True when Vapi has deleted it, also when it was not there. */
    deleteAssistant: async (id: string) => {
      await againOrAbsent(() => client.assistants.delete({ id }));
    },
    /** Up to 1,000 assistants made at Vapi at or after an ISO date (and before another), newest first. */
    assistantsSince: (createdAtGe: string, createdAtLt?: string) =>
      again(() => client.assistants.list({ limit: SEARCH_LIMIT }, { queryParams: between(createdAtGe, createdAtLt) })),

    createTool: (body: Vapi.CreateToolsRequest) => tell(body, (told) => client.tools.create(told)),
    updateTool: async (id: string, body: Vapi.UpdateToolsRequestBody) => {
      await tellAgain(body, (told) => client.tools.update({ id, body: told }));
    },
    /** Resolves when Vapi has deleted it, also when it was not there. */
    deleteTool: async (id: string) => {
      await againOrAbsent(() => client.tools.delete({ id }));
    },
    /** Up to 1,000 tools made at Vapi at or after an ISO date (and before another), newest first. */
    toolsSince: (createdAtGe: string, createdAtLt?: string) =>
      again(() => client.tools.list({ limit: SEARCH_LIMIT }, { queryParams: between(createdAtGe, createdAtLt) })),

    createSquad: (body: Vapi.CreateSquadDto) => tell(body, (told) => client.squads.create(told)),
    updateSquad: async (id: string, body: Omit<Vapi.UpdateSquadDto, "id">) => {
      await tellAgain(body, (told) => client.squads.update({ ...told, id }));
    },
    findSquad: (id: string) => againOrAbsent(() => client.squads.get({ id })),
    /** Resolves when Vapi has deleted it, also when it was not there. */
    deleteSquad: async (id: string) => {
      await againOrAbsent(() => client.squads.delete({ id }));
    },
    /** Up to 1,000 squads made at Vapi at or after an ISO date (and before another), newest first. */
    squadsSince: (createdAtGe: string, createdAtLt?: string) =>
      again(() => client.squads.list({ limit: SEARCH_LIMIT }, { queryParams: between(createdAtGe, createdAtLt) })),

    findPhoneNumber: (id: string) => againOrAbsent(() => client.phoneNumbers.get({ id })),

    createCall: async (body: Vapi.CreateCallDto) => {
      const created = await tell(body, (told) => client.calls.create(told));
      if ("results" in created) throw new VapiUnavailable(undefined, new Error("a batch answer to a single call"));
      return created;
    },
    /** `POST /call/web`, which takes the public key alone; its JSON answer as it came. The SDK has no such operation. */
    createWebCall: (publicKey: string, body: { assistantId: string; assistantOverrides: object }) =>
      tell(body, async (told) => {
        const response = await bounded(timeoutMs)(new URL("/call/web", bindings.VAPI_BASE_URL), {
          method: "POST",
          headers: { ...headersOf(bindings), authorization: `Bearer ${publicKey}`, "content-type": "application/json" },
          body: JSON.stringify(told),
        });
        return readJson(response);
      }),
    updateCall: (id: string, body: { name: string }) => again(() => client.calls.update({ id, ...body })),
    findCall: (id: string) => againOrAbsent(() => client.calls.get({ id })),
    deleteCall: async (id: string) => {
      await againOrAbsent(() => client.calls.delete({ id }));
    },
    /** Up to 1,000 calls made at Vapi at or after an ISO date (and before another), newest first. */
    callsSince: (createdAtGe: string, createdAtLt?: string) =>
      again(() => client.calls.list({ limit: SEARCH_LIMIT }, { queryParams: between(createdAtGe, createdAtLt) })),

    /** A run costs money, as a call does: an unknown outcome is settled by looking. */
    createSimulationRun: (body: Vapi.CreateSimulationRunDto) =>
      tell(body, (told) => client.simulationRuns.simulationRunControllerCreate(told)),
    findSimulationRun: (id: string) =>
      againOrAbsent(() => client.simulationRuns.simulationRunControllerFindOne({ id })),
    /** The first hundred; a run of one simulation has ten at most. */
    simulationItems: (id: string) => again(() => client.simulationRuns.simulationRunControllerFindItems({ id })),
    /** Resolves when Vapi was told, also when there is nothing left to cancel. */
    cancelSimulationRun: async (id: string) => {
      await again(() => client.simulationRuns.simulationRunControllerCancelGroup({ id })).catch((err: unknown) => {
        if (!(err instanceof VapiRefused)) throw err;
      });
    },
    /** Up to 1,000 runs of simulations made at Vapi at or after an ISO date (and before another), newest first. */
    simulationRunsSince: async (createdAtGe: string, createdAtLt?: string) => {
      const query = { limit: SEARCH_LIMIT, ...between(createdAtGe, createdAtLt) };
      const found = await again(() => client.simulationRuns.simulationRunControllerFindAll(query));
      return Array.isArray(found) ? found : found.results;
    },

    /**
     * Act on a live call through the `monitor.controlUrl` that Vapi gave for it: another server than the API's, so that
     * neither's failures speak for the other.
     */
    control: async (controlUrl: string, body: ControlMessage) => {
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(withheld(body)),
      };
      const response = await fetch(controlUrl, { ...init, signal: AbortSignal.timeout(lookedOnMs) }).catch(
        (err: unknown) => {
          throw toVapiFailure(err);
        },
      );
      await response.body?.cancel();
      if (!response.ok) throw new VapiUnavailable(response.status, undefined);
    },

    /**
     * The sound of a live call, from the address that its `monitor.listenUrl` gives: a WebSocket of 16-bit little-endian
     * PCM, 16 kHz, two channels, with JSON texts between. The caller accepts it.
     */
    listen: async (address: string): Promise<WebSocket> => {
      // Not AbortSignal.timeout: it would cut the connection too.
      const giveUp = new AbortController();
      const timer = setTimeout(() => giveUp.abort(), lookedOnMs);
      try {
        const response = await fetch(address, {
          headers: { upgrade: "websocket", "user-agent": "allokoli" },
          redirect: "manual",
          signal: giveUp.signal,
        });
        if (response.webSocket !== null) return response.webSocket;
        await response.body?.cancel();
        throw new VapiUnavailable(response.status, undefined);
      } catch (err) {
        throw err instanceof VapiUnavailable ? err : toVapiFailure(err);
      } finally {
        clearTimeout(timer);
      }
    },

    /** Any other operation: its JSON answer as it came. For what the SDK types too narrowly, or not at all. */
    request: async (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<unknown> => {
      const init =
        body === undefined
          ? { method }
          : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(withheld(body)) };
      // Whole: the SDK would escape the query of a path.
      const url = new URL(path, bindings.VAPI_BASE_URL);
      const work = async () => readJson(await client.fetch(url, init));
      return method === "POST" ? ask(work) : again(work);
    },

    /** `POST /chat`: one turn in writing, its JSON answer as it came. It costs money, so it is sent once. */
    createChat: (body: Record<string, unknown>) =>
      tell(body, async (told) =>
        readJson(
          await talker.fetch("/chat", {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(told),
          }),
        ),
      ),

    /** `POST /chat` with `stream: true`; the SDK cannot read its SSE (reference §1.7), so the response is passed as it is. */
    streamChat: (body: Record<string, unknown>) =>
      tell(body, async (told) => {
        const response = await talker.fetch("/chat", {
          method: "POST",
          headers: { "content-type": "application/json", accept: "text/event-stream" },
          body: JSON.stringify({ ...told, stream: true }),
        });
        return requireAnswer(response);
      }),

    /** The recording of a call, as Vapi answers it: 302 with an address that opens by itself. */
    recording: (id: string) =>
      again(async () => {
        const address = new URL(`/call/${encodeURIComponent(id)}/mono-recording`, bindings.VAPI_BASE_URL);
        const response = await bounded(timeoutMs)(address, { headers: headersOf(bindings), redirect: "manual" });
        return requireAnswer(response);
      }),

    /** Before anything is stored for a request that only Vapi can carry out: throws `VapiNotAsked` while it does not answer. */
    requireAnswering: gate.requireAnswering,
    /** Before work that can wait: undefined when Vapi may be asked, else when to come back. */
    comeBackAt: gate.comeBackAt,
    /** How Vapi is, as far as it is known here. */
    standing: gate.standing,
  };
}
export type VapiAdapter = ReturnType<typeof createVapi>;

/** Bodies of `POST controlUrl` (reference §3). */
export type ControlMessage =
  | { type: "say"; content: string; endCallAfterSpoken?: boolean }
  | {
      type: "add-message";
      message: { role: "system" | "user" | "assistant"; content: string };
      triggerResponseEnabled?: boolean;
    }
  | { type: "transfer"; destination: { type: "number" } & DialledNumber; content?: string }
  | { type: "end-call" };

// The SDK drops Date values from a query in silence (reference §1.7): the bounds are ISO strings.
const between = (createdAtGe: string, createdAtLt?: string) => ({
  createdAtGe,
  ...(createdAtLt !== undefined && { createdAtLt }),
});

/** `fetch` whose answer has to be there to its last byte within the time: the SDK stops its clock at the first. */
const bounded =
  (timeoutMs: number): typeof fetch =>
  (input, init) => {
    const signals = [AbortSignal.timeout(timeoutMs), ...(init?.signal ? [init.signal] : [])];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };

const headersOf = ({ VAPI_API_KEY }: VapiBindings) => ({
  authorization: `Bearer ${VAPI_API_KEY}`,
  // Cloudflare stands before Vapi and turns away who has no name.
  "user-agent": "allokoli",
});

/** Resolves when Vapi answers at all: also a refusal is an answer. */
async function probe(bindings: VapiBindings, withinMs: number): Promise<void> {
  const url = new URL(PROBE_PATH, bindings.VAPI_BASE_URL);
  const response = await fetch(url, { headers: headersOf(bindings), signal: AbortSignal.timeout(withinMs) });
  await response.body?.cancel();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  if (response.status >= 500 || (response.ok && !isJson)) throw new VapiUnavailable(response.status, undefined);
}

/** @throws what the SDK throws for an answer that is an error, or is none */
async function readJson(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw failed(response, body);
  if (body === undefined) throw new VapiUnavailable(response.status, undefined);
  return body;
}

const failed = (rawResponse: Response, body: unknown) =>
  new VapiError({ statusCode: rawResponse.status, body, rawResponse });

/** A response that the caller reads; a 5xx is a failure like any other. */
async function requireAnswer(response: Response): Promise<Response> {
  if (response.status < 500) return response;
  await response.body?.cancel();
  throw failed(response, undefined);
}

async function toValue<T>(work: PromiseLike<T>): Promise<T> {
  const value = await work;
  if (isNonJson(value)) throw new VapiUnavailable(value.error.statusCode, undefined);
  return value;
}

async function orAbsent<T>(work: PromiseLike<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (err) {
    if (err instanceof VapiRefused && err.status === 404) return undefined;
    throw err;
  }
}

const TRIES = 3;
const FIRST_PAUSE_MS = 1_000;
const PAUSES = { longestMs: 4_000, spread: [0.9, 1.1] } as const;

/**
 * What may be done twice is tried again after 5xx. Not after silence, for whoever waits has waited enough, and not after 429:
 * whoever asks is told how long to stay away, instead of being held for that long (the SDK would, for two minutes).
 */
async function repeated<T>(work: () => Promise<T>, firstPauseMs: number): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (err) {
      const isTransient = err instanceof VapiUnavailable && err.status !== undefined && err.status >= 500;
      if (!isTransient || tried === TRIES) throw err;
      const pauseMs = backoffMs(tried, { ...PAUSES, firstMs: firstPauseMs, random: Math.random() });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** The SDK resolves with this for a 2xx that is not JSON, such as a proxy's HTML page (reference §1.7). */
function isNonJson(value: unknown): value is { error: { reason: "non-json"; statusCode: number } } {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return typeof error === "object" && error !== null && "reason" in error && error.reason === "non-json";
}
