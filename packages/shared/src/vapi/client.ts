import { VapiClient, VapiError, type Vapi } from "@vapi-ai/server-sdk";
import { toVapiFailure, VapiRefused, VapiUnavailable } from "./errors.ts";

export type VapiBindings = { VAPI_API_KEY: string; VAPI_BASE_URL: string };

const TIMEOUT_SECONDS = 15;
/** Vapi's lists have no cursor: a page is this many at most (reference §1.2); the next is asked for by an earlier bound. */
export const SEARCH_LIMIT = 1000;

export type VapiCall = Vapi.Call;
export type VapiAssistant = Vapi.Assistant;

/**
 * The one door to Vapi. Every function throws `VapiRefused` or `VapiUnavailable` and nothing else; what is found absent
 * (404) is told as undefined. Creations are never retried here: an unknown outcome is for the caller to settle.
 */
export function createVapi(bindings: VapiBindings) {
  const client = new VapiClient({
    token: bindings.VAPI_API_KEY,
    baseUrl: bindings.VAPI_BASE_URL,
    timeoutInSeconds: TIMEOUT_SECONDS,
    maxRetries: 0,
  });
  const retried = { maxRetries: 2 };

  return {
    createAssistant: (body: Vapi.CreateAssistantDto) => settle(client.assistants.create(body)),
    updateAssistant: (id: string, body: Omit<Vapi.UpdateAssistantDto, "id">) =>
      settle(client.assistants.update({ ...body, id }, retried)),
    findAssistant: (id: string) => settleOrAbsent(client.assistants.get({ id }, retried)),
    /** True when Vapi has let go of it, also when it was not there. */
    deleteAssistant: async (id: string) => {
      await settleOrAbsent(client.assistants.delete({ id }, retried));
    },
    /** Up to 1,000 assistants made at Vapi at or after an ISO date (and before another), newest first. */
    assistantsSince: (createdAtGe: string, createdAtLt?: string) =>
      settle(
        client.assistants.list({ limit: SEARCH_LIMIT }, { ...retried, queryParams: between(createdAtGe, createdAtLt) }),
      ),

    createTool: (body: Vapi.CreateToolsRequest) => settle(client.tools.create(body)),
    updateTool: async (id: string, body: Vapi.UpdateToolsRequestBody) => {
      await settle(client.tools.update({ id, body }, retried));
    },
    /** Resolves when Vapi has let go of it, also when it was not there. */
    deleteTool: async (id: string) => {
      await settleOrAbsent(client.tools.delete({ id }, retried));
    },
    /** Up to 1,000 tools made at Vapi at or after an ISO date (and before another), newest first. */
    toolsSince: (createdAtGe: string, createdAtLt?: string) =>
      settle(
        client.tools.list({ limit: SEARCH_LIMIT }, { ...retried, queryParams: between(createdAtGe, createdAtLt) }),
      ),

    createSquad: (body: Vapi.CreateSquadDto) => settle(client.squads.create(body)),
    updateSquad: async (id: string, body: Omit<Vapi.UpdateSquadDto, "id">) => {
      await settle(client.squads.update({ ...body, id }, retried));
    },
    /** Resolves when Vapi has let go of it, also when it was not there. */
    deleteSquad: async (id: string) => {
      await settleOrAbsent(client.squads.delete({ id }, retried));
    },
    /** Up to 1,000 squads made at Vapi at or after an ISO date (and before another), newest first. */
    squadsSince: (createdAtGe: string, createdAtLt?: string) =>
      settle(
        client.squads.list({ limit: SEARCH_LIMIT }, { ...retried, queryParams: between(createdAtGe, createdAtLt) }),
      ),

    createCall: async (body: Vapi.CreateCallDto) => {
      const created = await settle(client.calls.create(body));
      if ("results" in created) throw new VapiUnavailable(undefined, new Error("a batch answer to a single call"));
      return created;
    },
    updateCall: (id: string, body: { name: string }) => settle(client.calls.update({ id, ...body }, retried)),
    findCall: (id: string) => settleOrAbsent(client.calls.get({ id }, retried)),
    deleteCall: async (id: string) => {
      await settleOrAbsent(client.calls.delete({ id }, retried));
    },
    /** Up to 1,000 calls made at Vapi at or after an ISO date (and before another), newest first. */
    callsSince: (createdAtGe: string, createdAtLt?: string) =>
      settle(
        client.calls.list({ limit: SEARCH_LIMIT }, { ...retried, queryParams: between(createdAtGe, createdAtLt) }),
      ),

    /** A run costs money, as a call does: an unknown outcome is settled by looking. */
    createSimulationRun: (body: Vapi.CreateSimulationRunDto) =>
      settle(client.simulationRuns.simulationRunControllerCreate(body)),
    findSimulationRun: (id: string) =>
      settleOrAbsent(client.simulationRuns.simulationRunControllerFindOne({ id }, retried)),
    /** The first hundred; a run of one simulation has ten at most. */
    simulationItems: (id: string) => settle(client.simulationRuns.simulationRunControllerFindItems({ id }, retried)),
    /** Resolves when Vapi was told, also when there is nothing left to cancel. */
    cancelSimulationRun: async (id: string) => {
      await settle(client.simulationRuns.simulationRunControllerCancelGroup({ id }, retried)).catch((err: unknown) => {
        if (!(err instanceof VapiRefused)) throw err;
      });
    },
    /** Up to 1,000 runs of simulations made at Vapi at or after an ISO date (and before another), newest first. */
    simulationRunsSince: async (createdAtGe: string, createdAtLt?: string) => {
      const query = { limit: SEARCH_LIMIT, ...between(createdAtGe, createdAtLt) };
      const found = await settle(client.simulationRuns.simulationRunControllerFindAll(query, retried));
      return Array.isArray(found) ? found : found.results;
    },

    /** Act on a live call through the `monitor.controlUrl` that Vapi gave for it. */
    control: async (controlUrl: string, body: ControlMessage) => {
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      };
      const response = await settle(
        fetch(controlUrl, { ...init, signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) }),
      );
      await response.body?.cancel();
      if (!response.ok) throw new VapiUnavailable(response.status, undefined);
    },

    /** Any other operation: its JSON answer as it came. For what the SDK types too narrowly, or not at all. */
    request: async (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<unknown> => {
      const init =
        body === undefined
          ? { method }
          : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      // Whole: the SDK would escape the query of a path.
      const url = new URL(path, bindings.VAPI_BASE_URL);
      return settle(readJson(await settle(client.fetch(url, init, method === "POST" ? { maxRetries: 0 } : retried))));
    },

    /** `POST /chat` with `stream: true`; the SDK cannot read its SSE (reference §1.7), so the response is passed as it is. */
    streamChat: async (body: Record<string, unknown>) => {
      const response = await settle(
        client.fetch("/chat", {
          method: "POST",
          headers: { "content-type": "application/json", accept: "text/event-stream" },
          body: JSON.stringify({ ...body, stream: true }),
        }),
      );
      return response;
    },
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
  | { type: "end-call" };

// The SDK drops Date values from a query in silence (reference §1.7): the bounds are ISO strings.
const between = (createdAtGe: string, createdAtLt?: string) => ({
  createdAtGe,
  ...(createdAtLt !== undefined && { createdAtLt }),
});

/** @throws what the SDK throws for an answer that is an error, or is none */
async function readJson(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new VapiError({ statusCode: response.status, body });
  if (body === undefined) throw new VapiUnavailable(response.status, undefined);
  return body;
}

async function settle<T>(work: PromiseLike<T>): Promise<T> {
  try {
    const value = await work;
    if (isNonJson(value)) throw new VapiUnavailable(value.error.statusCode, undefined);
    return value;
  } catch (err) {
    throw toVapiFailure(err);
  }
}

async function settleOrAbsent<T>(work: PromiseLike<T>): Promise<T | undefined> {
  try {
    return await settle(work);
  } catch (err) {
    const failure = toVapiFailure(err);
    if ("reasons" in failure && failure.status === 404) return undefined;
    throw failure;
  }
}

/** The SDK resolves with this for a 2xx that is not JSON, such as a proxy's HTML page (reference §1.7). */
function isNonJson(value: unknown): value is { error: { reason: "non-json"; statusCode: number } } {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return typeof error === "object" && error !== null && "reason" in error && error.reason === "non-json";
}
