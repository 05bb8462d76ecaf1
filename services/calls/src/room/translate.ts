import type { CallEventBody, CallStatus } from "@allokoli/shared/events/call-event";
import {
  clean,
  dateAt,
  nameAt,
  numberAt,
  objectAt,
  objectsAt,
  parsedJson,
  textAt,
  type Payload,
} from "../vapi/payload.ts";
import { toolCallsIn, toReport, type Report } from "./report.ts";

/** One thing that a message says. `key` is the same for the same thing however often it is said; null: not to be kept. */
export type Observation = { key: string | null; at: string; body: CallEventBody };

/** What a message tells about the call itself, whatever its type. Undefined where it says nothing. */
export type CallFacts = {
  vapiCallId?: string;
  controlUrl?: string;
  direction?: "inbound" | "outbound" | "web";
  customerNumber?: string;
  customerName?: string;
  phoneNumberId?: string;
  phoneNumber?: string;
  vapiAssistantId?: string;
  vapiSquadId?: string;
  /** Our id of the assistant, as its metadata at Vapi has it. */
  assistantId?: string;
  assistantName?: string;
  name?: string;
  createdAt?: string;
};

/** A message of Vapi's in our own words: all that is taken over from it. */
export type Sighting = { facts: CallFacts; observations: Observation[]; report?: Report };

/**
 * What one of Vapi's server messages (reference §2.2) says; undefined for those that say nothing to a listener.
 * Whatever else it holds, secrets included, ends here.
 */
export function translate(message: Payload, receivedAt: string): Sighting | undefined {
  const at = dateAt(message, "timestamp") ?? receivedAt;
  const observe = OBSERVERS[nameAt(message, "type") ?? ""];
  const seen = observe?.(message, at);
  if (seen === undefined) return undefined;
  return { facts: factsOf(message), ...seen, observations: [...seen.observations, ...toolResultsIn(message, at)] };
}

type Seen = { observations: Observation[]; report?: Report };
const one = (key: string | null, at: string, body: CallEventBody): Seen => ({ observations: [{ key, at, body }] });
// Without a time of its own, a message's repeat is known by what it says.
const stamp = (message: Payload) => String(numberAt(message, "timestamp") ?? dateAt(message, "timestamp") ?? "");

const OBSERVERS: Record<string, (message: Payload, at: string) => Seen | undefined> = {
  "status-update": (message, at) => {
    const status = toStatus(nameAt(message, "status"));
    if (status === undefined) return undefined;
    const endedReason = status === "ended" ? { endedReason: nameAt(message, "endedReason") ?? null } : {};
    return one(statusKey(status), at, { type: "call.status", status, ...endedReason });
  },
  transcript: (message, at) => {
    const role = toSpeaker(nameAt(message, "role"));
    const text = textAt(message, "transcript");
    if (role === undefined || text === undefined) return undefined;
    const final = nameAt(message, "transcriptType") === "final";
    const key = final ? `transcript:${role}:${stamp(message)}:${digest(text)}` : null;
    return one(key, at, { type: "transcript", role, text, final });
  },
  "speech-update": (message, at) => {
    const role = toSpeaker(nameAt(message, "role"));
    const state = nameAt(message, "status");
    if (role === undefined || (state !== "started" && state !== "stopped")) return undefined;
    return one(`speech:${role}:${state}:${stamp(message)}:${numberAt(message, "turn") ?? ""}`, at, {
      type: "speech",
      role,
      state,
    });
  },
  "tool-calls": (message, at) => {
    const calls = [message["toolCallList"], message["toolCalls"]]
      .map((calls) => objectsAt({ calls }, "calls"))
      .find((calls) => calls.length > 0);
    const called = toolCallsIn(calls ?? []);
    const names = new Map(called.map(({ toolCallId, name }) => [toolCallId, name]));
    // Our own server adds what it answered when it hands the message on a second time.
    const answered = objectsAt(message, "results").flatMap((result): Observation[] => {
      const toolCallId = nameAt(result, "toolCallId");
      if (toolCallId === undefined) return [];
      const name = nameAt(result, "name") ?? names.get(toolCallId) ?? "";
      const body: CallEventBody = {
        type: "tool.result",
        toolCallId,
        name,
        result: parsedJson(result["error"] ?? result["result"]),
      };
      return [{ key: toolResultKey(toolCallId), at, body }];
    });
    return {
      observations: [
        ...called.map((call): Observation => ({
          key: toolCalledKey(call.toolCallId),
          at,
          body: { type: "tool.called", ...call },
        })),
        ...answered,
      ],
    };
  },
  // The first that is heard of an inbound call whose number has no assistant.
  "assistant-request": (_message, at) => one(statusKey("ringing"), at, { type: "call.status", status: "ringing" }),
  "call.deleted": (_message, at) =>
    one(statusKey("ended"), at, { type: "call.status", status: "ended", endedReason: "call-deleted" }),
  "assistant.started": (message, at) => {
    const assistant = objectAt(message, "newAssistant") ?? objectAt(message, "assistant");
    const assistantId = ownAssistantId(assistant) ?? null;
    const assistantName = nameAt(assistant, "name") ?? null;
    return one(`assistant:${stamp(message)}:${assistantName ?? ""}`, at, {
      type: "assistant.started",
      assistantId,
      assistantName,
    });
  },
  "transfer-update": (message, at) => {
    const from = nameAt(message, "fromAssistant", "name") ?? null;
    const destination = objectAt(message, "destination");
    const to =
      nameAt(message, "toAssistant", "name") ??
      nameAt(destination, "number") ??
      nameAt(destination, "sipUri") ??
      nameAt(destination, "assistantName") ??
      null;
    return one(`handoff:${stamp(message)}:${to ?? ""}`, at, { type: "handoff", from, to });
  },
  "user-interrupted": (message, at) =>
    one(`interrupted:${stamp(message)}:${nameAt(message, "turnId") ?? ""}`, at, { type: "interrupted" }),
  hang: (message, at) => one(`silence:${stamp(message)}`, at, { type: "silence" }),
  "end-of-call-report": (message) => ({ observations: [], report: toReport(message) }),
};

const STATUSES = ["scheduled", "queued", "ringing", "in-progress", "forwarding", "ended"] as const;
export const toStatus = (status: string | undefined): CallStatus | undefined =>
  STATUSES.find((known) => known === status);
const toSpeaker = (role: string | undefined) =>
  role === "bot" || role === "assistant" ? "assistant" : role === "user" ? "user" : undefined;

export const statusKey = (status: CallStatus) => `status:${status}`;
export const toolCalledKey = (toolCallId: string) => `tool.called:${toolCallId}`;
export const toolResultKey = (toolCallId: string) => `tool.result:${toolCallId}`;

/** Tool results have no message of their own: they show up in the conversation that other messages carry along. */
function toolResultsIn(message: Payload, at: string): Observation[] {
  const names = new Map<string, string>();
  return objectsAt(message, "artifact", "messages").flatMap((said): Observation[] => {
    for (const call of toolCallsIn(objectsAt(said, "toolCalls"))) names.set(call.toolCallId, call.name);
    const toolCallId = nameAt(said, "toolCallId");
    if (nameAt(said, "role") !== "tool_call_result" || toolCallId === undefined) return [];
    const name = nameAt(said, "name") ?? names.get(toolCallId) ?? "";
    const body: CallEventBody = { type: "tool.result", toolCallId, name, result: parsedJson(said["result"]) };
    return [{ key: toolResultKey(toolCallId), at: dateAt(said, "time") ?? at, body }];
  });
}

const DIRECTIONS: Record<string, CallFacts["direction"]> = {
  inboundPhoneCall: "inbound",
  outboundPhoneCall: "outbound",
  webCall: "web",
  "vapi.websocketCall": "web",
};

/** What a message or `GET /call/:id` says about the call itself. */
export function factsOf(message: Payload): CallFacts {
  const call = objectAt(message, "call");
  const assistant = objectAt(message, "assistant") ?? objectAt(call, "assistant");
  return callFactsOf(call, {
    assistantId: ownAssistantId(assistant),
    assistantName: nameAt(assistant, "name"),
    customerNumber: nameAt(message, "customer", "number"),
    customerName: nameAt(message, "customer", "name"),
    phoneNumberId: nameAt(message, "phoneNumber", "id"),
    phoneNumber: nameAt(message, "phoneNumber", "number"),
  });
}

type Told = { [Fact in keyof CallFacts]?: CallFacts[Fact] | undefined };

export function callFactsOf(call: Payload | undefined, beside: Told = {}): CallFacts {
  const facts: Told = {
    vapiCallId: nameAt(call, "id"),
    controlUrl: nameAt(call, "monitor", "controlUrl"),
    direction: DIRECTIONS[nameAt(call, "type") ?? ""],
    customerNumber: nameAt(call, "customer", "number") ?? beside.customerNumber,
    customerName: nameAt(call, "customer", "name") ?? beside.customerName,
    phoneNumberId: nameAt(call, "phoneNumberId") ?? beside.phoneNumberId,
    phoneNumber: nameAt(call, "phoneNumber", "number") ?? beside.phoneNumber,
    vapiAssistantId: nameAt(call, "assistantId"),
    vapiSquadId: nameAt(call, "squadId"),
    assistantId: beside.assistantId,
    assistantName: beside.assistantName,
    name: nameAt(call, "name")?.slice(0, 40),
    createdAt: dateAt(call, "createdAt"),
  };
  // Only what is said: a message that leaves something out must not wipe what another one told.
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
function ownAssistantId(assistant: Payload | undefined): string | undefined {
  const id = nameAt(assistant, "metadata", "allokoliId");
  return id !== undefined && UUID.test(id) ? id.toLowerCase() : undefined;
}

/** FNV-1a: short, and equal for equal texts. Beside a time and a speaker, that is all a key needs. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of clean(text)) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return `${text.length}.${(hash >>> 0).toString(36)}`;
}
