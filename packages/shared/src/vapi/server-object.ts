import type { Vapi } from "@vapi-ai/server-sdk";
import { organizationSecret } from "../crypto/hmac.ts";

/** Where Vapi's server messages come in. */
export const RECEIVE_PATH = "/v1/webhooks/receive";
/** The header that carries the organization's secret. */
export const SECRET_HEADER = "x-vapi-secret";

/**
 * What Vapi sends us about a call: all that a listener sees, and the report. `conversation-update` is left out: it
 * repeats the whole conversation at every turn and says nothing that `transcript` and the report do not.
 */
export const SERVER_MESSAGES = [
  "assistant.started",
  "end-of-call-report",
  "hang",
  "speech-update",
  "status-update",
  "tool-calls",
  "transcript",
  "transfer-update",
  "user-interrupted",
] satisfies Vapi.CreateAssistantDtoServerMessagesItem[];

/** Eight more tries over about four minutes (1 + 2 + 4 … + 128 s), except where a second try would be told the same. */
const backoffPlan = {
  type: "exponential",
  maxRetries: 8,
  baseDelaySeconds: 1,
  excludedStatusCodes: [400, 413, 422],
};

export type VapiServerInput = {
  /** The API's public address, such as `https://api.allokoli.fr`. */
  publicApiUrl: string;
  /** `VAPI_WEBHOOK_SECRET`, from which the organization's own is derived. */
  masterSecret: string;
  orgId: string;
  /** Our id of the call, for calls that we start: its messages then need no lookup. */
  callId?: string;
  /** Our id of the number that the server object belongs to: that is how it is found again at Vapi. */
  phoneNumberId?: string;
  /** Our id of the assistant, for a tool that belongs to it alone: so it is known which one's is asked for. */
  assistantId?: string;
  /** Our id of the workflow, for the tools of its nodes. */
  workflowId?: string;
  /** Whether the draft of that assistant or workflow is tried: its tools then do what the draft says. */
  isDraft?: boolean;
};
export type VapiServer = Vapi.Server & { url: string; headers: Record<string, string> };

/** The server object of everything that we make at Vapi: our `receive` address, how it is authenticated, how it is retried. */
export async function vapiServer(input: VapiServerInput): Promise<VapiServer> {
  const { publicApiUrl, masterSecret, orgId, callId, phoneNumberId, assistantId, workflowId, isDraft } = input;
  const url = new URL(RECEIVE_PATH, publicApiUrl);
  url.searchParams.set("org", orgId);
  if (callId !== undefined) url.searchParams.set("call", callId);
  if (phoneNumberId !== undefined) url.searchParams.set("number", phoneNumberId);
  if (assistantId !== undefined) url.searchParams.set("assistant", assistantId);
  if (workflowId !== undefined) url.searchParams.set("workflow", workflowId);
  if (isDraft === true) url.searchParams.set("draft", "true");
  return {
    url: url.href,
    headers: { [SECRET_HEADER]: await organizationSecret(masterSecret, orgId) },
    timeoutSeconds: 20,
    backoffPlan: asBackoffPlan(backoffPlan),
  };
}

// Vapi's OpenAPI says "object" for the plan's words and numbers, and the SDK's type follows it; the API takes these.
const asBackoffPlan = (plan: typeof backoffPlan) => plan as unknown as Vapi.BackoffPlan;
