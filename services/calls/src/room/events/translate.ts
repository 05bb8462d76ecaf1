import type { CallEventBody, CallStatus } from "@allokoli/shared/events/call-event";
import { findCarrierNumber, toCallerNumber } from "@allokoli/shared/phone/caller";
import { toolCallsOf } from "@allokoli/shared/vapi/tool-calls";
import {
  cleanName,
  dateAt,
  nameAt,
  numberAt,
  objectAt,
  objectsAt,
  parsedJson,
  textAt,
  type Payload,
} from "../../vapi/payload.ts";
import { ownCallId, ownOrgId } from "../../vapi/own-call.ts";
import { toolUsesIn } from "./conversation.ts";
import { digest } from "./digest.ts";
import { toolCalledKey, toolResultKey, toolUse, toolUseMissingIn } from "./tool-use.ts";
import { nameOfDestination, toReport, type ReportOfVapi } from "./report.ts";

/** One fact in a message. Repeats of the same fact have the same `key`; null: not stored. */
export type Observation = { key: string | null; at: string; body: CallEventBody };

/**
 * What a message says about the call itself, whatever its type. Undefined where it says nothing. The call's id at Vapi
 * is not included: we ask Vapi for that (vapi/identity).
 */
export type CallFacts = {
  direction?: "inbound" | "outbound" | "web";
  customerNumber?: string;
  customerName?: string;
  phoneNumberId?: string;
  phoneNumber?: string;
  vapiAssistantId?: string;
  vapiSquadId?: string;
  /** Our id of the assistant, from its metadata at Vapi. */
  assistantId?: string;
  assistantName?: string;
  name?: string;
  createdAt?: string;
  /** The organization turns the caller away: we say so, Vapi does not. */
  isBlocked?: true;
};

/** The call that a message claims to be about: compared with what is known, and never stored as a fact. */
export type Claims = {
  vapiCallId?: string | undefined;
  /** Ours, from the metadata that we sent with the call. */
  callId?: string | undefined;
  orgId?: string | undefined;
};

/** A message from Vapi in our own types: nothing else of it is kept. */
export type Sighting = { facts: CallFacts; observations: Observation[]; report?: ReportOfVapi };
/** The translated message, and the call that it claims to be about. */
export type TranslatedMessage = Sighting & { claims: Claims };

/**
 * Translate one of Vapi's server messages (reference §2.2); undefined for those that have nothing for a listener.
 * Everything else in it, secrets included, is dropped here.
 */
export function translate(message: Payload, receivedAt: string): TranslatedMessage | undefined {
  const at = dateAt(message, "timestamp") ?? receivedAt;
  const observe = OBSERVERS.get(nameAt(message, "type") ?? "");
  const seen = observe?.(message, at);
  if (seen === undefined) return undefined;
  return {
    claims: claimsOf(objectAt(message, "call")),
    facts: factsOf(message),
    ...seen,
    // A report's tool results follow with their calls, in order (closing.ts).
    observations: seen.report === undefined ? [...seen.observations, ...toolResultsIn(message, at)] : seen.observations,
  };
}

type Seen = { observations: Observation[]; report?: ReportOfVapi };
const one = (key: string | null, at: string, body: CallEventBody): Seen => ({ observations: [{ key, at, body }] });
// Without a time of its own, a repeat of a message is recognized by its content.
const stamp = (message: Payload) => String(numberAt(message, "timestamp") ?? dateAt(message, "timestamp") ?? "");

type Observe = (message: Payload, at: string) => Seen | undefined;

const seeStatus: Observe = (message, at) => {
  const status = toStatus(nameAt(message, "status"));
  if (status === undefined) return undefined;
  const endedReason = status === "ended" ? { endedReason: nameAt(message, "endedReason") ?? null } : {};
  const { observations } = one(statusKey(status), at, { type: "call.status", status, ...endedReason });
  return { observations: [...observations, ...(status === "forwarding" ? transferIn(message, at) : [])] };
};

const seeTranscript: Observe = (message, at) => {
  const role = toSpeaker(nameAt(message, "role"));
  const text = textAt(message, "transcript");
  if (role === undefined || text === undefined) return undefined;
  const final = nameAt(message, "transcriptType") === "final" || message["type"] === FINAL_TRANSCRIPT;
  const key = final ? `transcript:${role}:${stamp(message)}:${digest(text)}` : null;
  return one(key, at, { type: "transcript", role, text, final });
};
/** The message type when only final transcripts were requested. */
const FINAL_TRANSCRIPT = 'transcript[transcriptType="final"]';

const seeSpeech: Observe = (message, at) => {
  const role = toSpeaker(nameAt(message, "role"));
  const state = nameAt(message, "status");
  if (role === undefined || (state !== "started" && state !== "stopped")) return undefined;
  return one(`speech:${role}:${state}:${stamp(message)}:${numberAt(message, "turn") ?? ""}`, at, {
    type: "speech",
    role,
    state,
  });
};

const seeToolCalls: Observe = (message, at) => {
  const called = toolCallsOf(message).map((call) => ({
    toolCallId: cleanName(call.id),
    name: cleanName(call.name),
    arguments: parsedJson(call.arguments ?? null),
  }));
  const waiting = [...called];
  // Our own server adds the results when it forwards the message a second time.
  const answered = objectsAt(message, "results").flatMap((result): Observation[] => {
    const toolCallId = nameAt(result, "toolCallId");
    if (toolCallId === undefined) return [];
    const named = nameAt(result, "name");
    // Of several calls with one id, each result belongs to the next one.
    const index = waiting.findIndex((call) => call.toolCallId === toolCallId && (named ?? call.name) === call.name);
    const [call] = index === -1 ? [] : waiting.splice(index, 1);
    const name = named ?? call?.name ?? "";
    const body: CallEventBody = {
      type: "tool.result",
      toolCallId,
      name,
      result: parsedJson(result["error"] ?? result["result"]),
    };
    return [{ key: toolResultKey(call === undefined ? toolUseMissingIn(toolCallId) : toolUse(call)), at, body }];
  });
  return {
    observations: [
      ...called.map((call): Observation => ({
        key: toolCalledKey(toolUse(call)),
        at,
        body: { type: "tool.called", ...call },
      })),
      ...answered,
    ],
  };
};

const seeAssistant: Observe = (message, at) => {
  const assistant = objectAt(message, "newAssistant") ?? objectAt(message, "assistant");
  const assistantId = ownAssistantId(assistant) ?? null;
  const assistantName = nameAt(assistant, "name") ?? null;
  return one(`assistant:${stamp(message)}:${assistantName ?? ""}`, at, {
    type: "assistant.started",
    assistantId,
    assistantName,
  });
};

const seeTransfer: Observe = (message, at) => {
  const to = nameAt(message, "toAssistant", "name");
  const away = to === undefined ? transferIn(message, at) : [];
  if (away.length > 0) return { observations: away };
  const from = nameAt(message, "fromAssistant", "name") ?? null;
  return one(`handoff:${stamp(message)}:${to ?? ""}`, at, { type: "handoff", from, to: to ?? null });
};

/** The destination of a transfer in a message. Several messages have it; the key makes it one event. */
function transferIn(message: Payload, at: string): Observation[] {
  const to = nameOfDestination(objectAt(message, "destination"));
  const from = nameAt(message, "fromAssistant", "name") ?? null;
  return to === undefined ? [] : [{ key: transferKey(to), at, body: { type: "handoff", from, to } }];
}

const OBSERVERS = new Map<string, Observe>([
  ["status-update", seeStatus],
  ["transcript", seeTranscript],
  [FINAL_TRANSCRIPT, seeTranscript],
  ["speech-update", seeSpeech],
  ["tool-calls", seeToolCalls],
  ["function-call", seeToolCalls],
  // The first message of an inbound call whose number has no assistant.
  ["assistant-request", (_message, at) => one(statusKey("ringing"), at, { type: "call.status", status: "ringing" })],
  [
    "call.deleted",
    (_message, at) =>
      one(statusKey("ended"), at, { type: "call.status", status: "ended", endedReason: "call-deleted" }),
  ],
  ["assistant.started", seeAssistant],
  ["transfer-update", seeTransfer],
  [
    "user-interrupted",
    (message, at) =>
      one(`interrupted:${stamp(message)}:${nameAt(message, "turnId") ?? ""}`, at, { type: "interrupted" }),
  ],
  ["hang", (message, at) => one(`silence:${stamp(message)}`, at, { type: "silence" })],
  ["end-of-call-report", (message, at) => ({ observations: [], report: toReport(message, at) })],
]);

const STATUSES = ["scheduled", "queued", "ringing", "in-progress", "forwarding", "ended"] as const;
export const toStatus = (status: string | undefined): CallStatus | undefined =>
  STATUSES.find((known) => known === status);
const toSpeaker = (role: string | undefined) =>
  role === "bot" || role === "assistant" ? "assistant" : role === "user" ? "user" : undefined;

export const statusKey = (status: CallStatus) => `status:${status}`;
export const transferKey = (to: string) => `transfer:${to}`;

/**
 * Tool results have no message of their own: they are in the conversation that other messages contain. Only that
 * conversation shows, too, that a tool was called again with the same id, name and arguments.
 */
const toolResultsIn = (message: Payload, at: string): Observation[] =>
  toolUsesIn(message).flatMap((tool): Observation[] => {
    const { use, isAgain, toolCallId, name, result, answered, answeredAt } = tool;
    const called: Observation = {
      key: toolCalledKey(use),
      at: tool.at ?? at,
      body: { type: "tool.called", toolCallId, name, arguments: tool.arguments },
    };
    const told: Observation = {
      key: toolResultKey(use),
      at: answeredAt ?? at,
      body: { type: "tool.result", toolCallId, name, result },
    };
    return [...(isAgain ? [called] : []), ...(answered ? [told] : [])];
  });

const DIRECTIONS = new Map<string, CallFacts["direction"]>([
  ["inboundPhoneCall", "inbound"],
  ["outboundPhoneCall", "outbound"],
  ["webCall", "web"],
  ["vapi.websocketCall", "web"],
]);

const claimsOf = (call: Payload | undefined): Claims => ({
  vapiCallId: nameAt(call, "id"),
  callId: ownCallId(call),
  orgId: ownOrgId(call),
});

/** What a message or `GET /call/:id` says about the call itself. */
export function factsOf(message: Payload): CallFacts {
  const call = objectAt(message, "call");
  const assistant = objectAt(message, "assistant") ?? objectAt(call, "assistant");
  return callFactsOf(call, {
    assistantId: ownAssistantId(assistant),
    assistantName: nameAt(assistant, "name"),
    customerNumber: addressAt(message, "customer"),
    customerName: nameAt(message, "customer", "name"),
    phoneNumberId: nameAt(message, "phoneNumber", "id"),
    phoneNumber: addressAt(message, "phoneNumber"),
  });
}

/** One party's telephone number, or SIP address if there is none. */
const addressAt = (value: Payload | undefined, party: string) =>
  nameAt(value, party, "number") ?? nameAt(value, party, "sipUri");

type Said = { [Fact in keyof CallFacts]?: CallFacts[Fact] | undefined };

export function callFactsOf(call: Payload | undefined, beside: Said = {}): CallFacts {
  const phoneNumber = addressAt(call, "phoneNumber") ?? beside.phoneNumber;
  const customerNumber = addressAt(call, "customer") ?? beside.customerNumber;
  const facts: Said = {
    direction: DIRECTIONS.get(nameAt(call, "type") ?? ""),
    // A carrier writes it as in the country of the number that is called.
    customerNumber: customerNumber && toCallerNumber(customerNumber, countryOf(phoneNumber)),
    customerName: nameAt(call, "customer", "name") ?? beside.customerName,
    phoneNumberId: nameAt(call, "phoneNumberId") ?? beside.phoneNumberId,
    phoneNumber,
    vapiAssistantId: nameAt(call, "assistantId"),
    vapiSquadId: nameAt(call, "squadId"),
    assistantId: beside.assistantId,
    assistantName: beside.assistantName,
    name: nameAt(call, "name")?.slice(0, 40),
    createdAt: dateAt(call, "createdAt"),
  };
  // Only values that are there: a message without a value must not erase one from another message.
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

const countryOf = (line: string | undefined) =>
  (line === undefined ? undefined : findCarrierNumber(line, undefined)?.country) ?? undefined;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
function ownAssistantId(assistant: Payload | undefined): string | undefined {
  const id = nameAt(assistant, "metadata", "allokoliId");
  return id !== undefined && UUID.test(id) ? id.toLowerCase() : undefined;
}
