import { organizationSecret } from "@allokoli/shared/crypto/hmac";
import type { Stack, Organization } from "../stack.ts";

export type Message = Record<string, unknown>;
type Path = (string | number)[];

/** Every type of Vapi's server messages (reference §2.2). */
export const MESSAGE_TYPES = [
  "assistant-request",
  "tool-calls",
  "transfer-destination-request",
  "handoff-destination-request",
  "knowledge-base-request",
  "voice-request",
  "call.endpointing.request",
  "campaign.predial",
  "status-update",
  "transcript",
  'transcript[transcriptType="final"]',
  "speech-update",
  "conversation-update",
  "model-output",
  "user-interrupted",
  "hang",
  "end-of-call-report",
  "transfer-update",
  "assistant.started",
  "assistant.speechStarted",
  "phone-call-control",
  "language-change-detected",
  "voice-input",
  "chat.created",
  "chat.deleted",
  "session.created",
  "session.updated",
  "session.deleted",
  "call.deleted",
  "call.delete.failed",
  "call.artifact.upload",
  "function-call",
] as const;

/** The required fields of each type of message that we store or answer. */
export const OWN_FIELDS: Record<string, Message> = {
  "assistant-request": {},
  "tool-calls": {
    toolCallList: [{ id: "call_1", type: "function", function: { name: "prendre_message", arguments: {} } }],
  },
  "knowledge-base-request": { messagesOpenAIFormatted: [{ role: "user", content: "Quels sont les horaires ?" }] },
  "status-update": { status: "in-progress" },
  transcript: { role: "user", transcriptType: "final", transcript: "Allô ?" },
  'transcript[transcriptType="final"]': { role: "user", transcript: "Allô ?" },
  "function-call": { functionCall: { name: "prendre_message", parameters: {} } },
  "speech-update": { status: "started", role: "user" },
  "user-interrupted": { turnId: "turn-1" },
  hang: {},
  "transfer-update": { destination: { type: "number", number: "+33102030405" } },
  "assistant.started": { newAssistant: { name: "Accueil" } },
  "end-of-call-report": { endedReason: "customer-ended-call", artifact: {}, analysis: {} },
  "call.deleted": {},
};

/** Parts of a message with a call's contents, which do not identify the call. */
const SAID = new Set(["artifact", "messages", "messagesOpenAIFormatted", "conversation", "analysis", "transcript"]);

const isObject = (value: unknown): value is Message =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The paths to each fact of a message, whole objects included. */
export function factsOf(message: Message, within: Path = []): Path[] {
  return Object.entries(message).flatMap(([key, value]) => {
    if (SAID.has(key) || key === "type" || key === "timestamp") return [];
    const path = [...within, key];
    return isObject(value) ? [path, ...factsOf(value, path)] : [path];
  });
}

export const valueAt = (message: Message, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), message);

/** A copy of the message with another value at that path. */
export function withValue(message: Message, [key = "", ...rest]: Path, value: unknown): Message {
  const inner = message[key];
  return { ...message, [key]: rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value) };
}

/** The emulator's messages about a call, one of each type that it sent. */
export async function toldOf(stack: Stack, callId: string): Promise<Map<string, Message>> {
  const deliveries = await stack.vapi.deliveries({ callId });
  return new Map(deliveries.map(({ type, message }) => [String(type), isObject(message) ? message : {}]));
}

/** Sends a message to our `receive`, with the organization's own secret. */
export const send = async (stack: Stack, by: Organization, message: Message, ownCallId?: string): Promise<string> =>
  (await post(stack, by, message, ownCallId)).text();

/** The same, with the whole answer. */
export async function post(stack: Stack, by: Organization, message: Message, ownCallId?: string): Promise<Response> {
  const query = new URLSearchParams({ org: by.organizationId, ...(ownCallId !== undefined && { call: ownCallId }) });
  return fetch(`${stack.urls.api}/v1/webhooks/receive?${query.toString()}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-vapi-secret": await organizationSecret(stack.secrets.vapiWebhookSecret, by.organizationId),
    },
    body: JSON.stringify({ message }),
  });
}
