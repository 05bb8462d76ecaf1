import { hmac, organizationSecret, toHex } from "@allokoli/shared/crypto/hmac";
import type {
  AssistantAnswer,
  AssistantsRpc,
  ToolCall,
  ToolCallsInput,
  ToolResult,
} from "@allokoli/shared/rpc/assistants";
import type { IngestInput, IngestResult } from "@allokoli/shared/rpc/calls";
import type { AssistantRequest, TelephonyRpc } from "@allokoli/shared/rpc/telephony";
import { afterEach, beforeEach, vi } from "vitest";
import { createWebhooks } from "../app.ts";

export const MASTER = "master";
const HMAC_KEY = "hmac key";
export const ORG = "0198c2a4-0000-7000-8000-00000000000a";
export const OTHER = "0198c2a4-0000-7000-8000-00000000000b";
export const CALL = "0198c2a4-0000-7000-8000-00000000000c";
export const NOW_MS = 1_786_546_871_433;
export const WAIT = { timeout: 20_000 };

/** What the other Workers answer, to be set by a test, and what they were told. */
export type World = {
  ingested: IngestInput[];
  ingest: (input: IngestInput) => Promise<IngestResult>;
  answerAssistantRequest: AssistantsRpc["answerAssistantRequest"];
  answerOnNumber: TelephonyRpc["answerAssistantRequest"];
  runToolCalls: AssistantsRpc["runToolCalls"];
  asked: ToolCall[][];
  askedOf: Omit<ToolCallsInput, "calls">[];
  background: Promise<unknown>[];
  /** Every wait begun, to be ended by the test. */
  waits: { ms: number; end: () => void }[];
  endWaits: boolean;
  logged: string[];
};

const quiet = (): World => ({
  ingested: [],
  ingest: async () => ({ outcome: "stored" }),
  answerAssistantRequest: async (): Promise<AssistantAnswer> => ({ assistantId: "vapi-assistant" }),
  answerOnNumber: async () => undefined,
  runToolCalls: async ({ calls }): Promise<ToolResult[]> =>
    calls.map(({ toolCallId, name }) => ({ toolCallId, name, result: "18 h 30" })),
  asked: [],
  askedOf: [],
  background: [],
  waits: [],
  endWaits: false,
  logged: [],
});
export const world: World = quiet();

/** Each test of the file begins with a quiet world, and its log is read and not shown. */
export function useQuietWorld(): void {
  beforeEach(() => {
    Object.assign(world, quiet());
    for (const level of ["log", "warn", "error"] as const)
      vi.spyOn(console, level).mockImplementation((line: unknown) => void world.logged.push(String(line)));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}

const pause = (ms: number) => new Promise<void>((end) => (world.endWaits ? end() : world.waits.push({ ms, end })));
export const app = createWebhooks({ now: () => NOW_MS, pause });

export type Sent = {
  query?: string;
  headers?: Record<string, string>;
  body?: string;
  message?: object;
  bindings?: object;
};

/** A message of Vapi's, with the organization's secret. */
export async function send({
  query = `org=${ORG}`,
  headers,
  body,
  message = { type: "hang", call: { id: "vapi-call" } },
  bindings = {},
}: Sent = {}) {
  const env = {
    VAPI_WEBHOOK_SECRET: MASTER,
    VAPI_HMAC_KEY: HMAC_KEY,
    CALLS: {
      ingest: async (input: IngestInput) => {
        world.ingested.push(input);
        return world.ingest(input);
      },
    },
    ASSISTANTS: {
      answerAssistantRequest: (input: Parameters<AssistantsRpc["answerAssistantRequest"]>[0]) =>
        world.answerAssistantRequest(input),
      runToolCalls: (input: Parameters<AssistantsRpc["runToolCalls"]>[0]) => {
        const { calls, ...who } = input;
        world.asked.push(calls);
        world.askedOf.push(who);
        return world.runToolCalls(input);
      },
    },
    TELEPHONY: { answerAssistantRequest: (input: AssistantRequest) => world.answerOnNumber(input) },
    ...bindings,
  };
  const init = {
    method: "POST",
    headers: headers ?? { "x-vapi-secret": await organizationSecret(MASTER, ORG), "x-request-id": "request" },
    body: body ?? JSON.stringify({ message }),
  };
  const context = {
    waitUntil: (work: Promise<unknown>) => void world.background.push(work),
    passThroughOnException: () => undefined,
    props: {},
  };
  return app.request(`/v1/webhooks/receive?${query}`, init, env, context);
}

export const statusAndCode = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
export async function signed(body: string, sentMs = NOW_MS, key = HMAC_KEY) {
  const timestamp = String(sentMs);
  return { "x-timestamp": timestamp, "x-signature": toHex(await hmac(key, `${timestamp}.${body}`)) };
}
